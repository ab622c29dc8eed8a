package sqlite

import "errors"

// openMax bounds the cursors and lists that are open at once: each keeps a compiled statement.
const openMax = 10_000

// ErrOpen is returned when more than openMax cursors and lists are open on one database.
var ErrOpen = errors.New("sqlite: too many open cursors")

// canceler is a cursor or a list, which the database ends when the data it stands on goes away.
type canceler interface {
	cancel(err error)
	moved(place int)
	writes() bool
}

// hold remembers c until release and returns its place.
func (db *DB) hold(c canceler) int {
	db.open = append(db.open, c)
	return len(db.open) - 1
}

func (db *DB) release(place int) {
	last := len(db.open) - 1
	db.open[place] = db.open[last]
	db.open[place].moved(place)
	db.open[last] = nil
	db.open = db.open[:last]
}

func (db *DB) cancel(err error) {
	for len(db.open) > 0 {
		db.open[len(db.open)-1].cancel(err)
	}
}

// cancelWriters ends the cursors that a rollback takes the ground from; left alone they would keep the next turn from
// ending.
func (db *DB) cancelWriters() {
	for i := len(db.open) - 1; i >= 0; i-- {
		if db.open[i].writes() {
			db.open[i].cancel(&Error{Message: "abort due to ROLLBACK", Code: codeAbort, Extended: extAbortRollback, Offset: -1})
		}
	}
}
