Feature: Nothing is lost when a process dies
  The host is killed, and started again, while registrations are under way.

  Scenario: Registrations go on after the host was killed
    Given a conference on sale with 30 "Workshop" seats at 100.00
    When 12 registrants order 2 "Workshop" each while the host is killed 2 times
    Then each of them holds 2 "Workshop"
    And each of them can check out and pay while the host is killed once more
    And each of their orders is confirmed and has 2 seats to assign
    And the owner sees 24 "Workshop" seats sold
    And 6 "Workshop" seats are available

  Scenario: A conference is on sale although the host died right after publishing it
    Given a conference that is not published
    And it offers "Workshop" at 100.00 with 10 seats
    When the owner publishes it and the host is killed at once
    Then the public finds the conference
    And 10 "Workshop" seats are available
