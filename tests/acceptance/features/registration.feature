Feature: Registering for a conference
  A registrant orders seats, gets them reserved, checks out, pays, and holds a confirmed order.

  Background:
    Given a conference on sale with 10 "Workshop" seats at 99.95
    And it offers "Keynote" at 0.00 with 5 seats

  Scenario: From an order to a confirmed order
    When Anna orders 3 "Workshop"
    Then her order is "ReservationCompleted"
    And its total is "299.85"
    And 7 "Workshop" seats are available
    When Anna checks out
    Then her payment is over "299.85"
    When the payment is completed
    Then her order is "Confirmed"
    And its payment is "Completed"
    And the owner sees 3 "Workshop" seats sold

  Scenario: An order that costs nothing needs no payment
    When Anna orders 2 "Keynote"
    Then her order is "ReservationCompleted"
    And its total is "0.00"
    When Anna checks out
    Then there is nothing to pay
    And her order is "Confirmed"

  Scenario: Several seat types in one order
    When Anna orders 2 "Workshop" and 1 "Keynote"
    Then her order is "ReservationCompleted"
    And its total is "199.90"

  Scenario: More than there is: the rest can be had
    When Anna orders 12 "Workshop"
    Then her order is "PartiallyReserved"
    And Anna holds 10 "Workshop" of 12
    And its total is "999.50"
    And she cannot check out because it is "not-reserved"
    When Anna changes her order to 10 "Workshop"
    Then her order is "ReservationCompleted"
    And its total is "999.50"
    When Anna checks out
    And the payment is completed
    Then her order is "Confirmed"

  Scenario: Changing her mind gives back what is not wanted any more
    When Anna orders 6 "Workshop"
    Then her order is "ReservationCompleted"
    When Anna changes her order to 2 "Workshop"
    Then her order is "ReservationCompleted"
    And its total is "199.90"
    And 8 "Workshop" seats are available

  Scenario: Competing for the last seats
    When Anna orders 7 "Workshop"
    Then her order is "ReservationCompleted"
    When Bert orders 7 "Workshop"
    Then his order is "PartiallyReserved"
    And Bert holds 3 "Workshop" of 7

  Scenario: A confirmed order cannot be changed or given up
    Given Anna has a confirmed order of 2 "Workshop"
    Then she cannot change her order to 1 "Workshop" because it is "order-confirmed"
    And she cannot give up because it is "order-confirmed"
    And she cannot check out because it is "order-confirmed"
