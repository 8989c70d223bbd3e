Feature: Running a conference
  A business customer changes a conference at any time, finds it again by a code, and nobody else can.

  Scenario: Of two who edit at once one has to look again
    Given a conference that is not published
    And Olga and Otto have both read it
    When Olga calls it "PyCon Berlin"
    Then Otto cannot call it "PyCon Potsdam" without reading it again
    And it is called "PyCon Berlin"
    And whoever does not say what was read is asked to

  Scenario: An edit leaves a conference as published as it is
    Given a conference on sale with 10 "Workshop" seats at 100.00
    When Olga calls it "PyCon Berlin"
    Then it is in the public list as "PyCon Berlin"
    And its currency cannot be changed any more

  Scenario: Seat types can be deleted until the conference is first published
    Given a conference that is not published
    And it offers "Workshop" at 100.00 with 10 seats
    And it offers "Dinner" at 50.00 with 20 seats
    When the owner deletes "Dinner"
    And the owner publishes it
    Then only "Workshop" is for sale
    And "Workshop" cannot be deleted any more
    But "Lunch" can still be added

  Scenario: The history says what was changed
    Given a conference that is not published
    And it offers "Workshop" at 100.00 with 10 seats
    When the owner publishes it
    And the owner changes "Workshop" to 12 seats at 90.00
    Then the last change was to "Workshop": price from "100.00" to "90.00", quantity from 10 to 12
    And the changes before were ConferencePublished, SeatCreated, ConferenceCreated

  Scenario: Many want the same slug at once
    When eight business customers want the same slug at once
    Then one of them has it, and the others are told that it is taken

  Scenario: A new conference sent twice with one key is one conference
    When a new conference is sent twice with one Idempotency-Key
    Then both answers are about the same conference

  Scenario: A lost token is no lost conference
    Given a conference whose owner has an address of her own
    Then it is found by the owner's address and code, in any spelling
    But not by a wrong code, nor by another address
    When somebody tries 9 more wrong codes for the owner's address
    Then even the right code of the conference has to wait
