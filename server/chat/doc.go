// Package chat answers the commands of Slack, Mattermost, Rocket.Chat and Teams.
//
// # Addresses
//
//	POST      /chat/slack        slash command
//	POST, GET /chat/mattermost   slash command; POST also outgoing webhook
//	POST      /chat/rocketchat   outgoing webhook
//	POST      /chat/teams        outgoing webhook
//
// Each is closed, as if it did not exist, until its secret is configured.
//
// # Who may ask
//
// A request without the right signature or token gets status 401 and not a
// word. Signatures are computed over the body as it came, and everything secret
// is compared in constant time.
//
//   - Slack signs time and body; five minutes of difference to our clock is the
//     most, and a signature is taken once.
//   - Mattermost and Rocket.Chat send a token, one for each command and team, so
//     there may be several. Where Mattermost sends it twice, both must be right.
//   - Teams signs the body without a time: an activity that comes again gets the
//     first reply again.
//
// What is remembered against repetition is bounded.
//
// # What is asked
//
//	/wapt <error or question, or a pasted log>
//	/wapt en <the same>          answers in English; fr in French
//	/wapt help, /wapt aide       how to use it; so does no text at all
//
// Each system dresses text up in its own way: trigger words, mentions, HTML,
// entities, code fences. That is taken off first, see [Chat] and clean.go. Messages
// of bots get no reply, so that two bots never talk to each other.
//
// # Replies
//
// The answer is that of every other channel: it is made of [api.Search]. A reply
// is a [message]: the steps of the solution first, then the link. Its blocks are
// rendered for each system with what that system really shows, escaped its way,
// and cut at whole lines where a limit is met. Faults that the person can do
// something about, and our own, are replies too, for the person alone where the
// system can do that. Rocket.Chat is never answered 410, which would disable the
// integration.
//
// Links lead to the configured address of the site and nowhere else: a reply goes
// to people who have not sent the request, so that nothing in a request says where
// they are led. Without an address the paths stand as text, with a hint.
//
// An answer gets less time than the systems wait; then a reply says so.
//
// # Privacy
//
// What people paste is neither stored nor logged, nor is what errors say of it.
// Where a part of it is shown again, secrets are masked.
package chat
