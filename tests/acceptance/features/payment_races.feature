Feature: Payments that race with something else
  A payment completes in the very moment in which its order changes or is given up, or the payer cancels it. Who comes
  first is up to chance; that every payment ends once, as its order says, and that no money is lost, is not.

  Scenario Outline: Every payment ends once, and the ledger is even
    Given a conference on sale with 40 "Workshop" seats at 100.00
    And 8 registrants have checked out 2 "Workshop" each
    When each of them pays and in the same moment <rival>
    Then every payment has ended as its order says
    And the ledger is even

    Examples:
      | rival                                  |
      | gives up                               |
      | wants other seats                      |
      | wants other seats, checks out and pays |
      | cancels the payment                    |
