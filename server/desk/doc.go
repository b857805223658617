// Package desk answers the tickets of GLPI and Zammad with a private note.
//
// # Addresses
//
//	POST      /hook/glpi     webhook of GLPI 11: itemtype Ticket, event New
//	GET       /hook/glpi     its challenge
//	POST      /hook/zammad   webhook of a trigger on new tickets
//
// Each is closed, as if it did not exist, until its secret is configured.
//
// # Who may ask
//
// A request without the right signature gets status 401 and not a word. GLPI signs
// the body and, behind it, the time at which it queued the webhook, which may be sent
// hours later: a day is the most. The challenge of GLPI asks for the signature of a
// text; only the one text that GLPI asks for is signed, or anybody could have webhooks
// signed here. Zammad signs the body alone.
//
// # Answers
//
// The answer is looked for at once and is the one of every other channel. Where
// nothing is sure, there is no note: status 204, as for everything that is no new
// ticket. Otherwise the note waits in memory to be sent (202) by one request after
// another; of the ticket only its number is kept. What waits is bounded; when it is full,
// 503 makes the desk send again later. At the end of the server what waits is sent.
//
// # No loops
//
// Only the beginning of a ticket is answered, never an update, a note or a message in
// it. Before a note is written, the notes of the ticket are read: where our own
// account has written one, there is none any more. So each ticket gets one note,
// however often, and to however many replicas, a webhook is sent.
//
// # What goes out
//
// Requests go to the configured address and nowhere else: redirects and proxies of the
// environment are not followed, certificates are verified. Each has a time-out; what
// fails on the other side is tried again three times. Neither texts of tickets
// nor answers of desks are logged.
package desk
