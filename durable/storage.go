package durable

import (
	"fmt"
	"time"

	"dolab/durable/platform"
)

// KV returns the key-value side of the storage.
func (s *Storage) KV() *KV { return (*KV)(s) }

// SQL returns the SQL side of the storage.
func (s *Storage) SQL() *SQL { return (*SQL)(s) }

// Sync blocks until everything the object has written is durable. It ends the turn, and lets others in, also where
// there is nothing to wait for (semantics C5, D6).
func (s *Storage) Sync() error {
	i := s.inst
	i.use("Sync")
	if err := i.storage(platform.IfRead); err != nil {
		return err
	}
	n := i.commits.issued
	if i.commits.writing && i.transactions == 0 { // A transaction's own writes become no commit before its end.
		n++
	}
	k := i.w.Current().Waker()
	if n <= i.commits.durable {
		k.Wake(nil)
	} else {
		i.commits.syncs = append(i.commits.syncs, syncer{n, k})
	}
	i.park("storage.sync", i.obj.label)
	return nil
}

// DeleteAll deletes everything: keys, tables, and the alarm. What the turn wrote before is undone with it, what it
// writes afterwards stays. It is a commit of its own, at once: neither Abort nor TransactionSync undoes it, and a
// Transaction refuses it (semantics E13, E14, E20, N5).
func (s *Storage) DeleteAll() error { return s.deleteAll(false) }

// DeleteAllButAlarm is DeleteAll of objects whose compatibility date is before 2026-02-24: the alarm stays (semantics
// E14).
func (s *Storage) DeleteAllButAlarm() error { return s.deleteAll(true) }

func (s *Storage) deleteAll(keepAlarm bool) error {
	i := s.inst
	i.use("DeleteAll")
	if i.transactions > 0 {
		return &platform.Error{Name: "Error", Message: platform.TextDeleteAllWithin, User: true}
	}
	if err := i.storage(platform.IfDeleteAll); err != nil {
		return err
	}
	at, set, err := i.obj.db.Alarm() // That of this turn, which its other writes do not survive.
	if err == nil {
		err = i.obj.db.Rollback()
	}
	if err != nil {
		return storageError(err)
	}
	i.commits.confirm = true
	if err := i.obj.db.Begin(); err != nil {
		return storageError(err)
	}
	i.alarm.version++
	i.wipes++
	if err := i.obj.db.DeleteAll(); err != nil {
		return storageError(err)
	}
	if keepAlarm && set {
		if _, err := i.obj.db.SetAlarm(at); err != nil {
			return storageError(err)
		}
	} else {
		i.alarm.deferredDelete = false
	}
	if !i.turnStrikes() {
		i.commit()
	}
	if i.dead && i.guard != nil {
		return nil // The commit has ended the incarnation: Guard unwinds the code once the frames of the host are gone.
	}
	i.use("DeleteAll")
	return nil
}

// CurrentBookmark returns a name for what is stored now. Names are ordered as texts. As in the reference runtime it is a
// counter that is stored with the rest, and nothing can be restored by it (semantics F25).
func (s *Storage) CurrentBookmark() (string, error) {
	i := s.inst
	if err := i.change("CurrentBookmark", false); err != nil {
		return "", err
	}
	n, found, err := i.obj.db.Bookmark()
	if err == nil && found {
		n++
	}
	if err == nil {
		err = i.obj.db.SetBookmark(n)
	}
	if err != nil {
		return "", storageError(err)
	}
	return fmt.Sprintf("00000000-%08x-00000000-%032x", n, 0), nil
}

// Size returns how many bytes the database takes, in pages of 4096 (semantics F15).
func (s *Storage) Size() (int64, error) {
	s.inst.use("Size")
	n, err := s.inst.obj.db.Size()
	return n, storageError(err)
}

// WriteOption changes what the output gate does about a write.
type WriteOption func(*writeOptions)

type writeOptions struct{ unconfirmed bool }

// AllowUnconfirmed lets outputs leave although the write is not yet durable (semantics D5).
func AllowUnconfirmed(o *writeOptions) { o.unconfirmed = true }

// confirmed reports whether outputs wait for a write with these options.
func confirmed(options []WriteOption) bool {
	var o writeOptions
	for _, option := range options {
		option(&o)
	}
	return !o.unconfirmed
}

// alarmMax is the first time that no alarm can be set for: what does not fit into 64 bits of nanoseconds, which is from
// 2262-04-11 on. Measured: the year in the error's text is not the limit [G2].
var alarmMax = time.UnixMilli(9_223_372_036_855).UTC()

// SetAlarm sets the object's one alarm, replacing any other. The time counts in whole milliseconds; one in the
// past means now. The object must implement Alarmer; a constructor is not checked, because what it will return is
// not known yet: such an alarm fires once, to no effect (semantics G1-G4, G11).
func (s *Storage) SetAlarm(at time.Time, options ...WriteOption) error {
	i := s.inst
	i.use("SetAlarm")
	if !at.Before(alarmMax) {
		return platform.TypeError(platform.TextAlarmYear)
	}
	if at.UnixMilli() <= 0 {
		return platform.TypeError(platform.TextAlarmZero)
	}
	if i.hosted != nil && !i.hosted.Has(HandlerAlarm) {
		return platform.ErrNoAlarmHandler
	}
	if now := i.now(); at.Before(now) {
		at = now
	}
	if err := i.storage(platform.IfAlarm); err != nil {
		return err
	}
	want := instant{at.Truncate(time.Millisecond).UnixNano(), true}
	i.alarm.deferredDelete = false
	i.obj.used.AlarmsSet++
	i.obj.used.RowsWritten++
	if r := i.alarm.running; r != nil && i.alarm.inHandler && r.scheduled == want {
		r.again = i.rt.profile.SameTimeRearms
	}
	return i.putAlarm(want, confirmed(options))
}

// GetAlarm returns the time of the alarm; ErrNoAlarm where none is set, and in the handler of the one that has just
// fired until it sets another (semantics G6).
func (s *Storage) GetAlarm() (time.Time, error) {
	i := s.inst
	i.use("GetAlarm")
	if err := i.storage(platform.IfAlarm); err != nil {
		return time.Time{}, err
	}
	if i.alarm.deferredDelete {
		return time.Time{}, ErrNoAlarm
	}
	stored, err := i.alarm.stored(i.obj.db)
	if err != nil {
		return time.Time{}, storageError(err)
	}
	if !stored.set {
		return time.Time{}, ErrNoAlarm
	}
	return stored.time(), nil
}

// DeleteAlarm removes the alarm, if there is one.
func (s *Storage) DeleteAlarm(options ...WriteOption) error {
	i := s.inst
	i.use("DeleteAlarm")
	if err := i.storage(platform.IfAlarm); err != nil {
		return err
	}
	i.alarm.deferredDelete = false
	version := i.alarm.version
	defer func() { i.obj.used.RowsWritten += int64(i.alarm.version - version) }()
	return i.putAlarm(instant{}, confirmed(options))
}
