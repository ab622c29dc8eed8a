package sqlite

import (
	"errors"
	"fmt"
	"strings"
)

// ErrReadOnly is returned by Read for a statement that does more than read.
var ErrReadOnly = errors.New("sqlite: the statement does not only read")

// ErrMarks is returned by Mark when more than marksMax marks lie on one another because one below them was never
// confirmed at a quiet moment.
var ErrMarks = errors.New("sqlite: too many unconfirmed commits")

// ErrLost is returned once the turn cannot be marked: SQLite itself has rolled back the transaction, with every mark in
// it (INSERT OR ROLLBACK, no memory), or the database is full, which costs no mark. Rollback or Crash make the database
// usable again. workerd: critical errors.
var ErrLost = errors.New("sqlite: transaction was rolled back by an earlier error")

// ErrClosed is returned by a cursor or a list that outlived its database.
var ErrClosed = errors.New("sqlite: database is closed")

// ErrCanceled is what a cursor says after DeleteAll. Text: workerd, sqlite.c++ Query.
//
//lint:ignore ST1005 The runtime's text ends with a full stop.
var ErrCanceled = errors.New("SQLite query was canceled because the database was deleted.")

// Texts of workerd that are no errors of SQLite itself: sqlite.c++ prepareSql and Query.
const (
	textNoStatement = "SQL code did not contain a statement."
	textManyParams  = "When executing multiple SQL statements in a single call, only the last statement can have parameters."
	textBindings    = "Wrong number of parameter bindings for SQL query."
	textAllMax      = "SQL query result set is too large to fit in memory. Use a streaming iterator (e.g. " +
		"`for (const row of cursor)` or `cursor.raw()`) or add a LIMIT clause instead of calling toArray() on a very " +
		"large result set."
	textTransaction = "To execute a transaction, please use the state.storage.transaction() or " +
		"state.storage.transactionSync() APIs instead of the SQL BEGIN TRANSACTION or SAVEPOINT statements. " +
		"The JavaScript API is safer because it will automatically roll back on exceptions, and because it " +
		"interacts correctly with Durable Objects' automatic atomic write coalescing."
)

// recorded are texts of the runtime's SQLite that ours words differently.
var recorded = map[string]string{
	"triggers nested too deep": "too many levels of trigger recursion",
}

// Error is a refusal by SQLite, or by the rules of the runtime around it. Its text is the runtime's, letter for letter:
// "<message>[ at offset N]: SQLITE_X[ (extended: SQLITE_X_Y)]", or the message alone if Code is 0.
type Error struct {
	Message  string
	Code     int // SQLite's primary result code; 0 if the runtime refused before SQLite was asked.
	Extended int // SQLite's extended result code, or Code.
	Offset   int // Byte offset of the offending token in its own statement, or -1.

	lost bool // SQLite was in no transaction after the failure.
}

// Error returns the text the runtime shows. workerd: dbErrorMessage.
func (e *Error) Error() string {
	if e.Code == 0 {
		return e.Message
	}
	var b strings.Builder
	b.WriteString(e.Message)
	if e.Offset >= 0 {
		fmt.Fprintf(&b, " at offset %d", e.Offset)
	}
	fmt.Fprintf(&b, ": %s", codeName(e.Code))
	if name, found := extendedNames[e.Extended]; found && e.Extended != e.Code {
		fmt.Fprintf(&b, " (extended: %s)", name)
	}
	return b.String()
}

// isBusy reports whether err says that a statement still running stands in the way: a commit while a cursor of an
// INSERT, UPDATE or DELETE ... RETURNING is not read to its end. The runtime answers with an internal error and a
// reset.
func isBusy(err error) bool { return hasCode(err, codeBusy) }

// IsForeignKey reports whether err is a foreign key that a commit found violated.
func IsForeignKey(err error) bool {
	e := (*Error)(nil)
	return errors.As(err, &e) && e.Extended == extForeignKey
}

// IsFull reports whether err says that the database may not grow any more, or that the turn was lost by that.
func IsFull(err error) bool { return hasCode(err, codeFull) }

func hasCode(err error, code int) bool {
	if err == nil { // Mostly: the target of errors.As is allocated.
		return false
	}
	e := (*Error)(nil)
	return errors.As(err, &e) && e.Code == code
}

// refusal is an error of the runtime itself.
func refusal(text string) *Error { return &Error{Message: text, Offset: -1} }
