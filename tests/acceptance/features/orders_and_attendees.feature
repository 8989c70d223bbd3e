Feature: Orders and attendees
  A business customer sees who ordered and who will come, and takes the lists along as files.

  Background:
    Given a conference on sale with 10 "Workshop" seats at 100.00

  Scenario: Orders are listed by their state
    Given Anna orders 2 "Workshop"
    And her order is "ReservationCompleted"
    And Bert orders 1 "Workshop"
    And his order is "ReservationCompleted"
    When Bert gives up
    Then the owner sees the orders of Anna
    And in the state "ReservationCompleted" the owner sees the orders of Anna
    And in the state "Rejected" the owner sees the orders of Bert
    And in the state "Confirmed" the owner sees nobody's orders

  Scenario: Attendees come out of the file as they went in
    Given Anna has a confirmed order of 3 "Workshop"
    When Anna assigns the seats to
      | firstName  | lastName              | email                |
      | Jürgen     | Groß-Łukaszewicz      | juergen@example.com  |
      | "Bo", Jr.  | O'Neil; the 3rd       | bo@example.com       |
      | =1+1       | @SUM(A1:A9)           | +equals@example.com  |
    Then the file of attendees holds
      | firstName  | lastName              | email                |
      | Jürgen     | Groß-Łukaszewicz      | juergen@example.com  |
      | "Bo", Jr.  | O'Neil; the 3rd       | bo@example.com       |
      | '=1+1      | '@SUM(A1:A9)          | '+equals@example.com |

  Scenario: The quota is cut while many order
    When 12 people order 1 "Workshop" each while the owner cuts "Workshop" to 5 seats
    Then what they hold and what remains are the 5 seats
