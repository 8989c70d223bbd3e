Feature: Mail
  Owners and registrants are told by mail what became of their order and how they come back: each thing once, and nobody
  else.

  Background:
    Given a conference of a new owner on sale with 10 "Workshop" seats at 100.00

  Scenario: The owner of a new conference is told its access code
    Then the owner is mailed the access code of the conference, once
    And the mail leads to "/manage"

  Scenario: A registrant is told how to find a confirmed order again
    Given Anna, reached at a new address, orders 2 "Workshop"
    And her order is "ReservationCompleted"
    When she checks out and pays
    Then her order is "Confirmed"
    And she is mailed the access code of her order, once
    And the mail says "2 × Workshop: 200.00 EUR"
    And the mail leads to "/orders/find"

  Scenario: Nobody is mailed for an order that the registrant gave up before it was paid
    Given Anna, reached at a new address, orders 2 "Workshop"
    And her order is "ReservationCompleted"
    When she checks out
    And she gives up
    Then her order is "Rejected"
    And she is mailed nothing

  Scenario: Everybody is written to in the language of their browser
    Given an owner whose browser prefers "de-AT, en;q=0.8"
    And a conference of a new owner on sale with 10 "Workshop" seats at 100.00
    And Anna, reached at a new address, orders 1 "Workshop"
    And her order is "ReservationCompleted"
    When she checks out and pays
    Then the owner's mail begins with "Guten Tag"
    And her mail begins with "Guten Tag"
    And the mail says "1 × Workshop: 100,00 EUR"

  Scenario: The latest mail once more
    Given Anna, reached at a new address, orders 1 "Workshop"
    And her order is "ReservationCompleted"
    When she checks out and pays
    Then she is mailed the access code of her order, once
    When she asks for her order's particulars 4 times
    Then she was let in 3 times
    And 4 mails in all have reached her

  Scenario: An owner who lost the access code
    When the owner asks for a new access code
    And the new access code has been mailed
    Then the owner's token opens the conference
    And the owner is mailed another access code, which opens the conference
    And the old access code does not open it any more
    And the owner's token does not open the conference

  Scenario: Nobody else gets a code, nor learns whether there is one
    When a stranger asks for a new access code 4 times
    Then the stranger is mailed nothing
    And the owner is mailed the access code of the conference, once
    When the owner asks for a new access code
    Then the owner is mailed another access code, which opens the conference

  Scenario: Nobody is flooded with codes
    When the owner asks for a new access code 5 times
    Then the owner is mailed 4 times in all
