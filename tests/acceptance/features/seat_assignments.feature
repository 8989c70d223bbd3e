Feature: Assigning seats
  Whoever holds a confirmed order says who will sit on its seats.

  Background:
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And it offers "Keynote" at 0.00 with 5 seats

  Scenario: No seats to assign before the order is confirmed
    Given Anna orders 2 "Workshop"
    And her order is "ReservationCompleted"
    Then there are no seats to assign yet

  Scenario: Each seat has a place
    Given Anna has a confirmed order of 2 "Workshop" and 1 "Keynote"
    Then her seats are "Workshop, Workshop, Keynote" and all are free

  Scenario: Assigning, correcting and freeing a seat
    Given Anna has a confirmed order of 2 "Workshop"
    When Anna assigns seat 1 to "bert@example.com" named "bert Brecht"
    Then seat 1 belongs to "bert@example.com" named "bert Brecht"
    When Anna assigns seat 1 to "bert@example.com" named "Bert Brecht"
    Then seat 1 belongs to "bert@example.com" named "Bert Brecht"
    When Anna assigns seat 1 to "cleo@example.com" named "Cleo Clark"
    Then seat 1 belongs to "cleo@example.com" named "Cleo Clark"
    When Anna frees seat 1
    Then seat 1 is free

  Scenario: Saying the same twice changes nothing
    Given Anna has a confirmed order of 1 "Workshop"
    When Anna assigns seat 0 to "bert@example.com" named "Bert Brecht"
    And Anna assigns seat 0 to "bert@example.com" named "Bert Brecht"
    Then the outcome is "unchanged"

  Scenario: A seat that does not exist
    Given Anna has a confirmed order of 1 "Workshop"
    Then there is no seat 1 to assign
