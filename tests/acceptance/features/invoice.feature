Feature: Paying by invoice
  Where the conference offers it, an order is held until the owner has the money. Here a day of the invoice period lasts
  a few seconds.

  Background:
    Given a conference on sale with 10 "Workshop" seats at 100.00, payable by invoice within 2 days
    And Anna orders 4 "Workshop"
    And her order is "ReservationCompleted"

  Scenario: The invoice is paid
    When Anna checks out by invoice
    Then her order is "AwaitingInvoicePayment"
    And there is nothing to pay
    And the ledger says "invoiced" 400.00
    When the owner says that the invoice is "paid"
    Then her order is "Confirmed"
    And Anna has 4 seats to assign
    And Anna is told by mail "how to pay for your order", "your order is confirmed"
    And "Workshop" has 10 seats of which 4 are sold and 6 remain
    And the ledger says "taken" 400.00, "income" 400.00
    And the owner can settle no invoice of it any more

  Scenario: The invoice is cancelled
    When Anna checks out by invoice
    And the owner says that the invoice is "cancel"
    Then her order is "Rejected"
    And Anna is told by mail "how to pay for your order", "your order was cancelled"
    And 10 "Workshop" seats are available
    And the ledger has no entry
    And the owner can settle no invoice of it any more

  Scenario: The invoice is never paid
    When Anna checks out by invoice
    Then her order is "AwaitingInvoicePayment"
    And it outlives the time at which unpaid orders expire
    And her order is "Expired"
    And Anna is told by mail "how to pay for your order", "your order has expired"
    And 10 "Workshop" seats are available
    And the owner can settle no invoice of it any more

  Scenario: Checking out again does not extend the period
    When Anna checks out by invoice
    And Anna checks out by invoice
    Then the period of her invoice is still the same

  Scenario: Giving up while the invoice is awaited
    When Anna checks out by invoice
    And she gives up
    Then her order is "Rejected"
    And 10 "Workshop" seats are available
    And the owner can settle no invoice of it any more

  Scenario: Other seats end the invoice
    When Anna checks out by invoice
    And Anna changes her order to 2 "Workshop"
    Then her order is "ReservationCompleted"
    And the owner can settle no invoice of it any more
    When Anna checks out and pays
    Then her order is "Confirmed"

  Scenario: A payment by card that was begun before confirms it, and the invoice is settled with it
    When Anna checks out
    And Anna checks out by invoice
    Then her order is "AwaitingInvoicePayment"
    When the payment is completed
    Then her order is "Confirmed"
    And the ledger says "taken" 400.00, "income" 400.00
    And the owner can settle no invoice of it any more

  Scenario: A paid invoice withdraws the payment by card
    When Anna checks out
    And Anna checks out by invoice
    And the owner says that the invoice is "paid"
    Then her order is "Confirmed"
    And its payment is "Rejected"
    And the ledger says "taken" 400.00, "income" 400.00

  Scenario: A conference that offers no invoices
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Bert orders 4 "Workshop"
    And his order is "ReservationCompleted"
    Then he cannot check out by invoice because it is "invoice-not-offered"
