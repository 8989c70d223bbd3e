Feature: The clock of a reservation
  Here the clock is turned down: seats can be changed for 6 seconds, and are released 6 seconds later.

  Scenario: An unpaid order expires and its seats go back
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Anna orders 4 "Workshop"
    And her order is "ReservationCompleted"
    When the window has closed
    Then she cannot check out because it is "reservation-expired"
    And she cannot change her order to 1 "Workshop" because it is "reservation-expired"
    And her order is "Expired"
    And 10 "Workshop" seats are available

  Scenario: A payment begun in time may complete after the window
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Anna orders 4 "Workshop"
    And her order is "ReservationCompleted"
    And Anna checks out
    When the window has closed
    And the payment is completed
    Then her order is "Confirmed"
    And the owner sees 4 "Workshop" seats sold

  Scenario: A payment that completes after the order expired takes the seats again, if they are there
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Anna orders 4 "Workshop"
    And her order is "ReservationCompleted"
    And Anna checks out
    Then her order is "Expired"
    And 10 "Workshop" seats are available
    When the payment is completed
    Then her order is "Confirmed"
    And the owner sees 4 "Workshop" seats sold

  Scenario: A payment that completes when the seats are gone awaits the owner's attention
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Anna orders 8 "Workshop"
    And her order is "ReservationCompleted"
    And Anna checks out
    Then her order is "Expired"
    When Bert orders 4 "Workshop"
    Then his order is "ReservationCompleted"
    When Bert checks out and pays
    Then his order is "Confirmed"
    When Anna's payment is completed
    Then Anna's order is "AwaitingAttention"
    And the owner sees 4 "Workshop" seats sold
    And 6 "Workshop" seats are available
