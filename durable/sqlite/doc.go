// Package sqlite holds the databases of Durable Objects: one SQLite database an object, in memory or in a file, that
// knows what a commit not yet confirmed is, and whose clock and dice are the world's.
//
//	turn 1          turn 2          turn 3
//	put put  Mark   put      Mark   exec …        Crash
//	─────────────●1──────────────●2────────────────╳
//	             └ Confirm(1): durable              └ back to the newest confirmed mark: ●1
//
// Writes of a turn go into one transaction, opened by the first of them. Mark ends it as commit number n: everybody on
// this connection sees it, and a crash still takes it back until Confirm says that n is durable. Crash goes back to the
// newest confirmed mark. Numbers only grow and are never given twice.
//
// # How
//
// In memory, while nothing is unconfirmed, a turn is a plain transaction. When a mark is not confirmed at once, SQLite's
// transaction stays open and the mark is a savepoint in it; Confirm of the newest mark commits the lot; Crash rolls
// back to the savepoint of the newest confirmed mark and commits that. A mark confirmed at once costs half a microsecond.
// Marks cannot be taken out from below others, so a database that is never quiet piles them up: a turn of three
// puts costs 8 µs on a hundred, 19 µs on up to a thousand, 320 µs on up to marksMax. Crowded says when to wait.
//
// In a file each mark is a real commit into the write-ahead log, without a sync, and the length of the log after it is
// what is remembered. Flush syncs all marks so far, beside the use of the database. Crash cuts the log behind the newest
// confirmed mark and opens the file anew (wal.go). A real kill of the process loses nothing that was marked; a loss of
// power loses nothing that was confirmed, unless NoSync.
//
// Park closes a connection that nothing needs, and the next use opens it again as if nothing had happened. A Pool parks
// the databases that were not used for the longest time.
//
// SQLite is the one in go-sqlite3, used through C functions of our own (engine.go says why). The clock is a file
// system for SQLite that differs from the machine's only in what time it is, so everything in SQL that knows the time
// does: functions, CURRENT_TIMESTAMP in defaults, triggers and views; local time is UTC. random() and randomblob() are
// functions of ours.
//
// # A database that is full
//
// PagesMax and Full bound a database, by PRAGMA max_page_count. What SQLite does at the bound was measured, and is the
// same in memory and in files, and within savepoints: a statement for which it keeps a statement journal is undone
// alone (an INSERT of several rows into a table with a key, one with RETURNING, CREATE TABLE, CREATE INDEX); all
// others, every INSERT, UPDATE or put of one row among them, make it roll back the whole transaction: Lost, as the
// runtime's critical errors. The statement's error is the same. Reads, deletes, DeleteAll and what fits into free pages
// go on. Where marks lie below the turn SQLite is not told of the bound, because they are in its transaction: each
// statement is followed by a look, and any that crosses the bound loses the turn, and only that.
//
// # Statements that never end
//
// Steps counts what users' statements take: SQLite's own steps, and memory asked for in large blocks. Allow bounds it,
// and a statement that needs more is interrupted: a recursive query without an end, a cross join, an INSERT of large
// blobs, a cursor that is read for ever. It is a count, not a time, so each machine stops at the same step. A statement
// that only reads fails alone. One that writes makes SQLite roll back its whole transaction: the turn is lost, and with
// it confirmed marks that lie under unconfirmed ones. All returns at most 128 MB. What is not counted is how long one
// call of a function takes: instr(), LIKE and GLOB on a text of 2 MB are one step.
//
// # Rows read and written
//
// The runtime patches SQLite to count rows in the instructions of its virtual machine:
//
//	read     a seek (one for an equal key only if it finds it), Rewind, Last, Sort, each successful Next, each VNext,
//	         and as many rows as a Count counts; also in sorters and temporary tables, and in triggers
//	written  an insert into a table or an index, a delete from a table, a table emptied (its rows), a VUpdate; not in
//	         temporary tables, and not what a change of the schema deletes
//
// So an INSERT … VALUES reads nothing, unless it gives an INTEGER PRIMARY KEY, which is looked for: one row each. An
// UPDATE writes the row and each index entry that changes; a DELETE writes the row alone. Plain SQLite has no such
// counters, so the meter infers them. EXPLAIN lists the instructions of a statement once (program.go,
// instruction.go, slots.go). Each step gives how many instructions ran and how many of them were a Next, a sort or a
// filter. The meter searches the program for the paths that have just these counts (walk.go, turn.go), or solves them
// as a flow where a step is long (flow.go, estimate.go, simplex.go). What a step of a statement led to is remembered
// (shared.go), for all databases of the process whose schemas the same statements have made (lineage.go). It changes no
// count: what a step led to follows from the program and the counters alone. Databases in files, and those that have
// used ANALYZE or a pragma that changes plans, remember for themselves. A step whose counts are not asked for is not
// searched (tally.go). Where several paths fit, the meter takes the one with the fewest missing keys and nulls, then
// the one with the fewest empty tables, then the one that reads least: such a count is an estimate.
//
// EXPLAIN knows no arguments. Those that are only a LIMIT or an OFFSET are bound as reals, as JavaScript's numbers are:
// SQLite then runs the program that was listed, and no other for each integer. The meter puts their numbers into the
// listing (parameter.go), because they decide how many rows a sorter keeps.
//
// testdata/recorded/metering.json has 1,298 statements with what the runtime counted, 420 of them generated. The list
// metering.md next to it has those that are counted otherwise, with their direction. Their kinds:
//
//   - UNION, INTERSECT and EXCEPT: SQLite merges them now, where the runtime's fills a temporary table. Low.
//   - Joins and subqueries that look for equal keys and return none of what they find, over many rows: either way.
//   - UPDATE of many rows with a partial index, foreign keys that are searched without an index, REPLACE over more than
//     one conflict: either way.
//   - A pattern of GLOB that is an argument, where it narrows an index. Low by one.
//   - Window functions in a subquery that is ordered and limited. Low.
//   - ANALYZE, PRAGMA quick_check and ALTER TABLE, whose programs SQLite has changed. Low.
//   - CREATE INDEX on a table of many pages reads one more for some pages. Low.
//   - INSERT … SELECT into a table with AUTOINCREMENT that adds no larger key. One written too many.
//   - UPDATE … FROM, joins and subqueries on tables with many equal values or nulls, drawn at random: either way.
//
// The planner has the optimizations off that the runtime's SQLite does not know: EXISTS as a join, UNION with LIMIT, and
// star joins.
//
// # Invariants
//
//   - What a crash leaves is the newest confirmed mark, whole: tables, keys, alarm.
//   - A mark or commit that succeeds has no violated foreign key and no cursor half-way through a write.
//   - No call waits, but for the disk, and for a search in a program that another database shares. None starts a
//     goroutine, or asks the machine for time or chance.
//   - Error texts are those of the runtime, letter for letter.
//
// # Use
//
// See the example of Open. A DB belongs to one goroutine at a time.
//
// # Where to add things
//
// An allowed pragma or function: allow.go. A rule about names or statements: authorize.go. A text: errors.go. What
// users see: a transcript in testdata. A storage operation that must be fast: one function in engine.c.
//
// # What it is not
//
// It knows no values (package clone does), no gates and no waiting (package durable), no billing. Differences
// from the runtime that SQLite as go-sqlite3 builds it forces:
//
//   - FTS5 needs the build tag sqlite_fts5 of go-sqlite3, whose C code is compiled in a package of its own: flags of
//     this package do not reach it. Without the tag "no such module: fts5" names it, and highlight(), bm25() and the
//     functions fts5...() are unknown. Math functions and JSON need no tag.
//   - DELETE and UPDATE with ORDER BY and LIMIT are rewritten, see limited. Where UPDATE ... FROM joins a row several times,
//     another of these may give the values.
//   - PRAGMA data_version of a database in memory begins at 1, not 2.
//   - A rollback ends open cursors if the turn or an unconfirmed mark below it changed the schema; the runtime's only if
//     the turn did. Cursors that write are always ended.
//   - INSERT OR ROLLBACK, no memory and the like make SQLite itself roll back, and what is lost then, in memory, includes
//     confirmed marks that lay under unconfirmed ones: ErrLost. A full database never costs marks: see below.
//   - A table without AUTOINCREMENT whose largest rowid is taken gets its next rowid from SQLite's own dice.
//
// The runtime's SQLite is 3.47.0, ours 3.54.1. What came between is hidden (newer.go): numbers become text with 15
// digits; if(), unistr(), unistr_quote(), json_array_insert(), jsonb_array_insert(), fts5_insttoken(), iif() of other
// than three arguments, jsonb_each and jsonb_tree are unknown; so is ALTER TABLE with constraints. TestRecorded holds
// 420 statements against what the runtime answered. What is left:
//
//   - quote(), json_array(), json_object(), json_quote(), json_group_array() and json_group_object() write a number from
//     1e15 to 1e17 without an exponent: 1000000000000000.0, not 1.0e+15.
//   - The last digits of printf('%!.20g') differ. Its %#q and %#Q escape control characters.
package sqlite
