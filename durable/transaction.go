package durable

import (
	"errors"

	"dolab/durable/platform"
)

// SyncTransaction is a TransactionSync in two halves, for a host whose code runs between them. They nest: the one that
// began last ends first, and each ends in the turn that it began in.
type SyncTransaction struct {
	inst  *instance
	wipes int // calls of DeleteAll before
}

// BeginTransactionSync begins a transaction within the turn: see TransactionSync.
func (s *Storage) BeginTransactionSync() (*SyncTransaction, error) {
	i := s.inst
	if err := i.savepoint("TransactionSync"); err != nil {
		return nil, err
	}
	i.savings++
	return &SyncTransaction{i, i.wipes}, nil
}

// Commit keeps what was written since the beginning. Where that fails, all of it is undone.
func (t *SyncTransaction) Commit() error {
	t.inst.use("the end of TransactionSync")
	return t.end(true)
}

// Rollback undoes what was written since the beginning.
func (t *SyncTransaction) Rollback() error { return t.end(false) }

func (t *SyncTransaction) end(keep bool) error {
	i := t.inst
	i.savings--
	switch {
	case i.dead:
		return nil
	case i.critical() != nil: // With the turn the savepoint is gone.
		if keep {
			return &platform.Error{Name: "Error", Message: platform.TextCritical, User: true}
		}
		return nil
	case i.wipes != t.wipes:
		return i.rt.internalError() // DeleteAll took the savepoint away.
	}
	return i.leaveSavepoint(keep)
}

// savepoint begins a transaction within the running turn.
func (i *instance) savepoint(op string) error {
	if err := i.write(op, true); err != nil {
		return err
	}
	return storageError(i.obj.db.Savepoint())
}

// leaveSavepoint keeps what was written since the innermost savepoint, or undoes it. What cannot be kept is undone.
func (i *instance) leaveSavepoint(keep bool) error {
	db := i.obj.db
	if !keep {
		return storageError(db.RollbackTo())
	}
	err := db.Release()
	if err == nil {
		return nil
	}
	return joined(storageError(err), storageError(db.RollbackTo()))
}

// joined is both errors, or the one that there is.
func joined(a, b error) error {
	switch {
	case b == nil:
		return a
	case a == nil:
		return b
	}
	return errors.Join(a, b)
}

// TransactionSync runs fn in a transaction: an error of fn, or a panic, undoes what it wrote, and is returned.
// Transactions nest. Fn must not block (semantics F5). As in the reference runtime two things are not undone: a
// DeleteAll, after which the transaction fails with an internal error although what is written later stays; and that
// an alarm handler has set or deleted an alarm, so that its own is not deleted when it ends.
func (s *Storage) TransactionSync(fn func() error) (err error) {
	t, err := s.BeginTransactionSync()
	if err != nil {
		return err
	}
	ended := false
	defer func() {
		if !ended {
			_ = t.Rollback() // The panic passes on.
		}
	}()
	failed := fn()
	s.inst.use("the end of TransactionSync")
	ended = true
	if failed == nil && t.inst.wipes == t.wipes {
		return t.Commit()
	}
	undone := t.Rollback()
	if t.inst.wipes != t.wipes {
		return undone
	}
	return joined(failed, undone)
}

// Transaction is a transaction that may wait: see Storage.Transaction.
type Transaction struct {
	inst  *instance
	depth int // 1 for the outermost
	state transactionState
	// deferredDelete is whether the success of the alarm handler that runs was to delete the alarm.
	deferredDelete bool
}

type transactionState uint8

const (
	transactionOpen transactionState = iota
	transactionUndone
	transactionOver
)

// Transaction runs fn in a transaction and a critical section: until it ends no other event enters, and nothing that is
// written within becomes a commit, although fn may block. An error of fn undoes all that was written, the alarm
// included, and is returned; the object is not reset. What fn says to others rests on what was written before the
// transaction. Transactions nest; the limits are those of BlockConcurrencyWhile, 30 s and a depth of 64 (semantics C6,
// E17 to E24).
//
// The beginning ends the turn, so that what was written before is a commit of its own. The end is a commit of its own
// too, at once: an Abort in the same turn does not undo it.
func (s *Storage) Transaction(fn func(t *Transaction) error) error {
	i := s.inst
	i.use("Transaction")
	if i.savings > 0 {
		panic("durable: " + i.String() + ": Transaction within TransactionSync")
	}
	var failed error
	err := i.st.BlockConcurrencyWhile(func() error {
		if failed = i.savepoint("Transaction"); failed != nil {
			return nil
		}
		i.transactions++
		t := &Transaction{inst: i, depth: i.transactions, deferredDelete: i.alarm.deferredDelete}
		failed = fn(t)
		i.use("the end of Transaction")
		failed = joined(failed, t.end(failed == nil))
		return nil
	})
	if err != nil {
		return err
	}
	return failed
}

// end commits or undoes the transaction, and where it is the outermost makes the commit of what it wrote.
func (t *Transaction) end(keep bool) error {
	i := t.inst
	var err error
	if t.state == transactionOpen {
		err = t.close(keep)
		t.state = transactionOver
		if !keep {
			t.state = transactionUndone
		}
	}
	i.transactions--
	if i.transactions == 0 {
		i.ending = true
		i.commit()
		i.ending = false
		i.use("the end of Transaction") // A commit that fails resets the object.
	}
	return err
}

// close ends the savepoint.
func (t *Transaction) close(keep bool) error {
	i := t.inst
	if g := i.ghost; g != nil {
		return g.touch(i) // The database is another incarnation's, and the savepoint is gone.
	}
	err := i.leaveSavepoint(keep)
	if !keep || err != nil {
		i.alarm.version++ // The row may have come back to what it was.
		i.alarm.deferredDelete = t.deferredDelete
	}
	return err
}

// Rollback undoes what the transaction has written. Fn may go on: what it writes then is kept. A second Rollback does
// nothing; one after the end, or while a nested transaction runs, is an error (semantics E19, E21, E23).
func (t *Transaction) Rollback() error {
	t.inst.use("Rollback")
	switch {
	case t.state == transactionUndone:
		return nil
	case t.state == transactionOver:
		return &platform.Error{Name: "Error", Message: platform.TextTransactionOver("rollback"), User: true}
	case t.depth < t.inst.transactions:
		return &platform.Error{Name: "Error", Message: platform.TextTransactionOuter, User: true}
	}
	t.state = transactionUndone
	return t.close(false)
}

// Check returns the error of an operation, such as "get", on a transaction that has been undone or has ended: a host
// whose scripts have such an object asks before each (semantics E19).
func (t *Transaction) Check(op string) error {
	switch t.state {
	case transactionUndone:
		return &platform.Error{Name: "Error", Message: "Cannot " + op + "() on rolled back transaction", User: true}
	case transactionOver:
		return &platform.Error{Name: "Error", Message: platform.TextTransactionOver(op), User: true}
	}
	return nil
}
