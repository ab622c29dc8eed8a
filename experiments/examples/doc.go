// Package examples holds whole objects as one would deploy them, each in a folder of its own, for readers who know
// Durable Objects from TypeScript. Read them in this order:
//
//	chatroom      WebSockets with hibernation: what survives between two messages
//	ratelimiter   one object asks another: what comes in at an await
//	jobqueue      package alarms: delays, a cron, retries, dead letters, and keys for effects outside
//	saga          a purchase over two other objects: steps that can be repeated, and one that undoes another
//
// In each folder,
//
//   - a file named after the object is the object: it imports dolab/durable, and dolab/alarms where it schedules;
//   - the first test is a plain one with package durabletest: hours of the world take milliseconds;
//   - subject.go says what clients do and what must hold in the end (search.Subject);
//   - TestHunt lets a hunt look for what breaks that, under everything that production does;
//   - Class(true) plants a bug that many have shipped: a test of a few quick calls passes with it. TestBroken hunts it
//     down, and testdata/broken is the smallest scenario in which it shows.
//
// The command hunts on them too:
//
//	dolab hunt examples/saga-broken
//	dolab hunt examples
//
// The folder chat-ts is the chat room in TypeScript, a wrangler project, which dolab worker runs as it is: its README.
//
// durable/TYPESCRIPT.md maps the names. A new example is a folder here, a line in Subjects, and a line above.
package examples
