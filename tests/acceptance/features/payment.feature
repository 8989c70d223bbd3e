Feature: Paying
  The simulated processor completes or rejects a payment; money is taken for exactly what was ordered.

  Background:
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Anna orders 2 "Workshop"
    And her order is "ReservationCompleted"
    And Anna checks out

  Scenario: A rejected payment can be tried again
    When the payment is cancelled
    Then its payment is "Rejected"
    And her order is "ReservationCompleted"
    When Anna checks out
    Then it is another payment than before
    When the payment is completed
    Then her order is "Confirmed"

  Scenario: Checking out twice is one payment
    When Anna checks out
    Then it is the same payment as before

  Scenario: Completing twice is no second effect
    When the payment is completed
    And the payment is completed
    Then her order is "Confirmed"
    And the owner sees 2 "Workshop" seats sold

  Scenario: Other seats while the payment is open: that payment is void
    When Anna changes her order to 3 "Workshop"
    Then her order is "ReservationCompleted"
    And its payment is "Rejected"
    When Anna checks out
    Then it is another payment than before
    And her payment is over "300.00"

  Scenario: A rejected payment cannot be completed
    When the payment is cancelled
    Then completing it is refused as a conflict

  Scenario: A completed payment cannot be cancelled
    When the payment is completed
    Then cancelling it is refused as a conflict
