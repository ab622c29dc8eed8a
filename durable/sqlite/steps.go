package sqlite

// Steps returns how many steps of SQLite's machine users' statements have taken since the database was opened. Memory
// that they ask for counts as a step for each 32 bytes, in blocks of 1 KB or more. The count is the same on every
// machine. It does not see how long one call of a function takes: instr() and LIKE read a text of 2 MB in one step.
func (db *DB) Steps() int64 {
	switch {
	case db.err != nil:
		return 0
	case db.conn == nil:
		if db.parked == nil {
			return 0
		}
		return db.parked.steps
	}
	return db.conn.steps()
}

// Allow lets users' statements take n more steps from now on, until it is called again; 0 is any number. A statement
// that needs more fails with IsSteps, within a hundred steps, each of which may make a large value. One that only reads
// fails alone. One that writes takes the turn with it, as SQLite undoes all of it: see Lost. What it takes besides is in
// the package's documentation.
func (db *DB) Allow(n int64) {
	if db.ready() != nil {
		return // The statement that follows has the same error.
	}
	db.conn.allow(0)
	if n > 0 {
		db.conn.allow(db.Steps() + n)
	}
}

// IsSteps reports whether err says that a statement took more steps than it may, or that the turn was lost by that.
func IsSteps(err error) bool { return hasCode(err, codeInterrupt) }

// spent reports whether nothing is left of what Allow has given.
func (db *DB) spent() bool {
	limit := db.conn.stepsMax()
	return limit > 0 && db.conn.steps() >= limit
}

func tooManySteps() *Error {
	return &Error{Message: "interrupted", Code: codeInterrupt, Extended: codeInterrupt, Offset: -1}
}
