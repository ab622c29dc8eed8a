package sqlite

import (
	"container/list"
	"errors"
)

// ErrAllPinned: a database is to be opened, as many are open as the pool allows, and each of them is in use.
var ErrAllPinned = errors.New("sqlite: all open databases are in use")

// Pool bounds how many databases are open at once: before it opens one too many, it parks the one that was not used for
// the longest time. Those that are in use stay. All databases of a pool belong to one goroutine.
type Pool struct {
	max   int
	loose bool
	order list.List // of *DB, the last used first
}

// NewPool returns a pool in which at most so many databases are open.
func NewPool(openMax int) *Pool { return &Pool{max: max(1, openMax)} }

// NewLoosePool returns a pool in which more are open while all are in use: for databases in memory, which need no
// descriptors.
func NewLoosePool(openMax int) *Pool { return &Pool{max: max(1, openMax), loose: true} }

// Open returns how many databases are open.
func (p *Pool) Open() int { return p.order.Len() }

// admit makes room for a database that is about to be opened.
func (p *Pool) admit(db *DB) error {
	if p == nil {
		return nil
	}
	for at := p.order.Back(); p.order.Len() >= p.max; {
		if at == nil {
			if p.loose {
				break
			}
			return ErrAllPinned
		}
		oldest := at.Value.(*DB)
		at = at.Prev()
		if !oldest.pinned() {
			_ = oldest.Park() // Where it fails, it stays open, and the next one goes.
		}
	}
	db.place = p.order.PushFront(db)
	return nil
}

func (p *Pool) leave(db *DB) {
	if p != nil && db.place != nil {
		p.order.Remove(db.place)
		db.place = nil
	}
}

func (p *Pool) touch(db *DB) {
	if p != nil && p.order.Front() != db.place {
		p.order.MoveToFront(db.place)
	}
}
