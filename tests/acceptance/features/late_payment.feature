Feature: Paid too late, and the seats are gone
  Somebody pays when her order has expired and her seats are sold to others. The owner decides: the money goes back, or
  the order takes place although the conference gets fuller than it was meant to be. Here the clock is turned down.

  Background:
    Given a conference of a new owner on sale with 10 "Workshop" seats at 100.00
    And it offers "Dinner" at 40.00 with 5 seats
    And Anna orders 6 "Workshop" and 2 "Dinner"
    And her order is "ReservationCompleted"
    And Anna checks out
    And her order is "Expired"
    And Bert has a confirmed order of 8 "Workshop"
    And Anna's payment is completed
    And Anna's order is "AwaitingAttention"

  Scenario: Until the owner decides, her money is held
    Then the ledger says "taken" 1480.00, "income" 800.00, "held" 680.00

  Scenario: The owner is told
    Then the owner is mailed that an order awaits a decision, once

  Scenario: The owner honours it
    When the owner decides to "honour" Anna's order
    Then Anna's order is "Confirmed"
    And Anna has 8 seats to assign
    And Anna's payment is "Completed"
    And Anna is told by mail "your order has expired", "your payment arrived too late", "your order is confirmed"
    And "Workshop" has 14 seats of which 14 are sold and 0 remain
    And "Dinner" has 5 seats of which 2 are sold and 3 remain
    And the ledger says "taken" 1480.00, "income" 1480.00

  Scenario: The owner gives the money back
    When the owner decides to "refund" Anna's order
    Then Anna's order is "Rejected"
    And Anna's payment is "Refunded"
    And Anna is told by mail "your order has expired", "your payment arrived too late", "your payment is refunded"
    And "Workshop" has 10 seats of which 8 are sold and 2 remain
    And "Dinner" has 5 seats of which 0 are sold and 5 remain
    And the ledger says "taken" 1480.00, "refunded" 680.00, "income" 800.00

  Scenario: The owner honours it when others hold more than there is
    When the owner changes "Workshop" to 4 seats at 100.00
    And the owner changes "Dinner" to 1 seats at 40.00
    And the owner decides to "honour" Anna's order
    Then Anna's order is "Confirmed"
    And "Workshop" has 10 seats of which 14 are sold and -4 remain
    And "Dinner" has 2 seats of which 2 are sold and 0 remain

  Scenario: The owner says both at once, and the first answer wins
    When the owner decides to "honour" and to "refund" Anna's order at once
    Then exactly one of both was applied
    And Anna's order ends as that one says, with her payment and the seats
    And the owner can decide neither "honour" nor "refund" any more

  Scenario: The owner honours it twice
    When the owner decides to "honour" and to "honour" Anna's order at once
    Then Anna's order is "Confirmed"
    And "Workshop" has 14 seats of which 14 are sold and 0 remain
    And the owner can decide neither "honour" nor "refund" any more

  Scenario: Anna can neither change it nor give it up meanwhile, and it is in the owner's list
    Then Anna cannot change her order to 1 "Workshop" because it is "awaiting-attention"
    And Anna cannot give up because it is "awaiting-attention"
    And the owner finds 1 order that is "AwaitingAttention"
