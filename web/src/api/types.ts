/** What the API speaks of, under the names of its description. */
import type { components } from './schema'

type Schemas = components['schemas']

export type ConferenceSummary = Schemas['ConferenceSummary']
export type Conference = Schemas['PublicConference']
export type SeatType = Schemas['SeatTypeOnSale']
export type Order = Schemas['OrderView']
export type Person = Schemas['Person']
export type Payment = Schemas['PaymentView']
export type SeatAssignments = Schemas['SeatAssignmentsView']
export type WantedSeats = Schemas['WantedSeats']
export type ProblemDocument = Schemas['ProblemDocument']
export type NewConference = Schemas['CreateConference']
export type ConferenceChanges = Schemas['EditConference']
export type ManagedConference = Schemas['ManagedConference']
export type ManagedSeatType = Schemas['ManagedSeatType']
export type SeatTypeMembers = Schemas['SeatTypeMembers']
export type ManagedOrder = Schemas['ManagedOrder']
export type ManagedOrderState = Schemas['ManagedOrderState']
export type Attendee = Schemas['Attendee']
export type HistoryItem = Schemas['HistoryItem']
