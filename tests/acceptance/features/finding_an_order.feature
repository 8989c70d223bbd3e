Feature: Finding an order again
  Whoever knows the e-mail address and the access code of an order can open it.

  Background:
    Given a conference on sale with 10 "Workshop" seats at 100.00
    And Anna, reached at a new address, orders 1 "Workshop"
    And her order is "ReservationCompleted"

  Scenario: By e-mail address and code, in any spelling
    Given Anna checks out
    Then her order is found by her address and code
    And her order is found by her address and code in other letters and with blanks around

  Scenario: Not by a wrong code, nor by a wrong address
    Given Anna checks out
    Then her order is not found with a wrong code
    And her order is not found with another address

  Scenario: Guessing is slowed down
    Given Anna checks out
    When somebody tries 10 wrong codes for her address
    Then even the right code has to wait
