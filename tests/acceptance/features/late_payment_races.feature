Feature: Payments that race with the clock
  Here the clock is turned down.

  Scenario: Payments that complete when their orders expire
    Given a conference on sale with 40 "Workshop" seats at 100.00
    And 5 registrants have checked out 2 "Workshop" each
    When each of them pays in the moment in which the order expires
    Then every payment has ended as its order says
    And the ledger is even

  Scenario: Late payments for seats that are not enough for all
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And 5 registrants have checked out 2 "Workshop" each
    And their orders have expired
    And Bert has a confirmed order of 4 "Workshop"
    When all of them pay in the same moment
    Then every payment has ended as its order says
    And 3 of their orders are "Confirmed" and 2 are "AwaitingAttention"
    And the ledger is even
    When the owner honours one of these and refunds the other
    Then every payment has ended as its order says
    And 4 of their orders are "Confirmed" and 1 are "Rejected"
    And "Workshop" has 12 seats of which 12 are sold and 0 remain
    And the ledger says "taken" 1400.00, "refunded" 200.00, "income" 1200.00
