package sqlite

import "fmt"

// Savepoint opens a nested transaction within the turn, and the turn if need be. workerd: transactionSync, and
// transaction() inside transaction(). They nest; Release and RollbackTo end the innermost.
func (db *DB) Savepoint() error {
	if err := db.Begin(); err != nil {
		return err
	}
	if err := db.conn.own(sqlSave); err != nil {
		return fmt.Errorf("savepoint: %w", err)
	}
	db.depth++
	return nil
}

// Release keeps what was done since the innermost Savepoint and ends it. isBusy if a cursor that writes is still open.
func (db *DB) Release() error {
	if err := db.nested("release"); err != nil {
		return err
	}
	if err := db.conn.own(sqlSaveRelease); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	db.depth--
	return nil
}

// RollbackTo undoes what was done since the innermost Savepoint and ends it.
func (db *DB) RollbackTo() error {
	if err := db.nested("rollback to"); err != nil {
		return err
	}
	if err := db.conn.own(sqlSaveRollback); err != nil {
		return fmt.Errorf("rollback to savepoint: %w", err)
	}
	db.cancelWriters()
	db.forget()
	return db.Release()
}

func (db *DB) nested(what string) error {
	if db.err != nil {
		return db.err
	}
	if db.lost != nil {
		return fmt.Errorf("%w: %w", ErrLost, db.lost)
	}
	if db.depth == 0 {
		panic("sqlite: " + what + " without savepoint")
	}
	return nil
}
