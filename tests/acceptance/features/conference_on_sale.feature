Feature: A conference goes on sale
  A business customer prepares a conference and publishes it; from then on the public can see and book it.

  Scenario: A new conference is a draft that nobody else sees
    Given a conference that is not published
    Then the public does not find the conference
    And it is not in the public list

  Scenario: A published conference shows its seat types with all seats available
    Given a conference that is not published
    And it offers "Workshop" at 100.00 with 10 seats
    When the owner publishes it
    Then the public finds the conference
    And it is in the public list
    And 10 "Workshop" seats are available

  Scenario: More seats are on sale at once
    Given a conference on sale with 10 "Workshop" seats at 100.00
    When the owner changes "Workshop" to 12 seats at 100.00
    Then 12 "Workshop" seats are available

  Scenario: Fewer seats than are held: nobody loses a seat, nobody gets a new one
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Anna orders 6 "Workshop"
    And her order is "ReservationCompleted"
    When the owner changes "Workshop" to 4 seats at 100.00
    Then 0 "Workshop" seats are available
    And the owner sees -2 "Workshop" seats remaining
    And Anna still holds 6 "Workshop"

  Scenario: An unpublished conference takes no new orders, those it took go on
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Anna orders 2 "Workshop"
    And her order is "ReservationCompleted"
    When the owner unpublishes it and sends visitors to "https://example.com/later"
    Then the public does not find the conference but is sent to "https://example.com/later"
    And nobody can order 1 "Workshop" any more
    But Anna can check out and pay
    And her order is "Confirmed"
