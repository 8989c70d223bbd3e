Feature: Prices
  What an order costs is what it said it costs: the order shows its own total, whatever the owner changes meanwhile. So a
  page can show both where they differ.

  Background:
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Anna orders 2 "Workshop"
    And her order is "ReservationCompleted"
    When the owner changes "Workshop" to 10 seats at 150.00

  Scenario: An order keeps the price that it was placed at
    Then a "Workshop" seat costs "150.00"
    And its total is "200.00"
    When Anna checks out and pays
    Then her payment is over "200.00"
    And her order is "Confirmed"

  Scenario: Other seats are priced anew
    When Anna changes her order to 3 "Workshop"
    Then its total is "450.00"
