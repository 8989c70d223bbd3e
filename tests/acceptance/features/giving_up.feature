Feature: Giving up
  A registrant may give up an order that is not paid.

  Scenario: Seats go back at once
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Anna orders 4 "Workshop"
    And her order is "ReservationCompleted"
    When Anna gives up
    Then her order is "Rejected"
    And 10 "Workshop" seats are available

  Scenario: An open payment is withdrawn
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Anna orders 4 "Workshop"
    And her order is "ReservationCompleted"
    And Anna checks out
    When Anna gives up
    Then her order is "Rejected"
    And its payment is "Rejected"
