package durable_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/actor/fault"
	"dolab/durable"
	"dolab/durable/durabletest"
	"dolab/durable/platform"
)

// ledger is an object that keeps what its tests write into it.
type ledger struct {
	st     *durable.State
	events []string
}

func (l *ledger) Alarm(durable.AlarmInfo) error { return nil }

func (l *ledger) note(text string) { l.events = append(l.events, text) }

// keys lists what is stored, as "a=1,b=2".
func keys(t *testing.T, st *durable.State) string {
	var all []string
	for e, err := range st.Storage.KV().List(durable.ListOptions{}) {
		require.NoError(t, err)
		var v any
		require.NoError(t, e.Read(&v))
		all = append(all, fmt.Sprint(e.Key, "=", v))
	}
	return strings.Join(all, ",")
}

func newLedger(st *durable.State) *ledger { return &ledger{st: st} }

// inLedger runs fn in a turn of an object.
func inLedger(t *testing.T, fn func(l *ledger)) (*durabletest.World, *durable.Stub) {
	p := platform.Ideal()
	p.Commit = fault.Const(10 * time.Millisecond)
	w := durabletest.New(t, durabletest.Profile(p))
	stub := durabletest.Class(w, "Ledger", newLedger).GetByName("a")
	require.NoError(t, durabletest.RunInDurableObject(w, stub, func(l *ledger, _ *durable.State) error { fn(l); return nil }))
	return w, stub
}

var errTaken = errors.New("taken")

// put writes a key in a turn whose writes cannot fail.
func put(t *testing.T, l *ledger, key string, v any) {
	require.NoError(t, l.st.Storage.KV().Put(key, v))
}

// TestTransaction: an error undoes everything written within, across what it waited for, and does not reset the object;
// without one all of it stays (E18, E21, E24).
func TestTransaction(t *testing.T) {
	for _, c := range []struct {
		name  string
		fail  error
		keys  string
		alarm bool
	}{
		{"commit", nil, "a=1,b=2,c=3", true},
		{"error", errTaken, "a=1", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, stub := inLedger(t, func(l *ledger) {
				put(t, l, "a", 1)
				err := l.st.Storage.Transaction(func(*durable.Transaction) error {
					put(t, l, "b", 2)
					_, err := l.st.Storage.SQL().Exec("CREATE TABLE t (x)")
					require.NoError(t, err)
					l.st.Sleep(time.Second)
					put(t, l, "c", 3)
					require.NoError(t, l.st.Storage.SetAlarm(l.st.Now().Add(time.Hour)))
					return c.fail
				})
				require.Equal(t, c.fail, err)
				require.Equal(t, c.keys, keys(t, l.st))
				_, err = l.st.Storage.GetAlarm()
				require.Equal(t, !c.alarm, errors.Is(err, durable.ErrNoAlarm))
			})
			rows, err := w.Objects.Query(stub, "SELECT count(*) FROM sqlite_schema WHERE name = 't'")
			require.NoError(t, err)
			require.Equal(t, c.alarm, rows[0][0] == int64(1))
			at, err := durabletest.Alarm(w, stub)
			require.NoError(t, err)
			require.Equal(t, c.alarm, !at.IsZero(), "the disk has what the object sees")
			require.NoError(t, w.Objects.Crash(stub))
			require.NoError(t, durabletest.RunInDurableObject(w, stub, func(l *ledger, st *durable.State) error {
				require.Equal(t, c.keys, keys(t, st), "a crash keeps it")
				return nil
			}))
		})
	}
}

// TestTransactionKeepsOthersOut: what comes meanwhile waits for the end, and two transactions follow one another (C6).
func TestTransactionKeepsOthersOut(t *testing.T) {
	w := durabletest.New(t)
	stub := durabletest.Class(w, "Ledger", newLedger).GetByName("a")
	run := func(name string, fn func(l *ledger)) {
		w.Go(name, func() {
			_ = durabletest.RunInDurableObject(w, stub, func(l *ledger, _ *durable.State) error { fn(l); return nil })
		})
	}
	add := func(name string) func(l *ledger) {
		return func(l *ledger) {
			l.note(name + " call")
			err := l.st.Storage.Transaction(func(*durable.Transaction) error {
				l.note(name + " in")
				n, err := durable.Get[int](l.st.Storage.KV(), "n")
				if err != nil && !errors.Is(err, durable.ErrNoKey) {
					return err
				}
				l.st.Sleep(5 * time.Millisecond)
				l.note(name + " out")
				return l.st.Storage.KV().Put("n", n+1)
			})
			require.NoError(t, err)
			l.note(name + " done")
		}
	}
	run("a", add("a"))
	run("b", func(l *ledger) { l.note("b plain") })
	run("c", add("c"))
	run("d", func(l *ledger) { l.note("d plain") })
	w.Settle()
	require.NoError(t, durabletest.RunInDurableObject(w, stub, func(l *ledger, st *durable.State) error {
		n, err := durable.Get[int](st.Storage.KV(), "n")
		require.NoError(t, err)
		require.Equal(t, 2, n)
		of := map[string][]string{}
		for _, e := range l.events {
			who, what, _ := strings.Cut(e, " ")
			of[who] = append(of[who], what)
		}
		require.Equal(t, []string{"call", "in", "out", "done"}, of["a"])
		require.Equal(t, []string{"call", "in", "out", "done"}, of["c"])
		in := false
		for _, e := range l.events {
			require.False(t, in && !strings.HasSuffix(e, " out"), l.events)
			in = strings.HasSuffix(e, " in")
		}
		return nil
	}))
}

// TestTransactionNests: an inner error that is caught undoes the inner one, an outer error both, and the outer cannot
// be rolled back while the inner runs (E23).
func TestTransactionNests(t *testing.T) {
	inLedger(t, func(l *ledger) {
		s := l.st.Storage
		within := func(inner, outer error) error {
			return s.Transaction(func(*durable.Transaction) error {
				put(t, l, "o", 1)
				err := s.Transaction(func(*durable.Transaction) error {
					put(t, l, "i", 2)
					l.st.Sleep(time.Millisecond)
					return inner
				})
				require.Equal(t, inner, err)
				return outer
			})
		}
		require.NoError(t, within(errTaken, nil))
		require.Equal(t, "o=1", keys(t, l.st))
		require.NoError(t, s.DeleteAll())
		require.Equal(t, errTaken, within(nil, errTaken))
		require.Empty(t, keys(t, l.st))
		require.NoError(t, within(nil, nil))
		require.Equal(t, "i=2,o=1", keys(t, l.st))
		require.NoError(t, s.DeleteAll())
		err := s.Transaction(func(*durable.Transaction) error {
			put(t, l, "o", 1)
			failed := s.TransactionSync(func() error { put(t, l, "i", 1); return errTaken })
			require.Equal(t, errTaken, failed)
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, "o=1", keys(t, l.st))
		var refused error
		err = s.Transaction(func(outer *durable.Transaction) error {
			return s.Transaction(func(*durable.Transaction) error {
				refused = outer.Rollback()
				return nil
			})
		})
		require.NoError(t, err)
		require.EqualError(t, refused, "Cannot roll back an outer transaction while a nested transaction is still running.")
	})
}

// TestTransactionRollback: what is written after a Rollback is kept; a second does nothing; one after the end, and the
// operations of a script's txn, say what happened (E19, E20, E21).
func TestTransactionRollback(t *testing.T) {
	inLedger(t, func(l *ledger) {
		s := l.st.Storage
		var kept *durable.Transaction
		err := s.Transaction(func(x *durable.Transaction) error {
			kept = x
			require.NoError(t, x.Check("get"))
			put(t, l, "early", 1)
			require.EqualError(t, s.DeleteAll(), "Cannot call deleteAll() within a transaction")
			require.NoError(t, x.Rollback())
			require.NoError(t, x.Rollback())
			require.EqualError(t, x.Check("get"), "Cannot get() on rolled back transaction")
			put(t, l, "late", 1)
			return nil
		})
		require.NoError(t, err)
		require.Equal(t, "late=1", keys(t, l.st))
		require.NoError(t, kept.Rollback()) // It is undone, whatever has ended.
		require.EqualError(t, kept.Check("setAlarm"), "Cannot setAlarm() on rolled back transaction")

		require.NoError(t, s.Transaction(func(x *durable.Transaction) error {
			kept = x
			return nil
		}))
		const over = " on transaction that has already committed: did you move `txn` outside of the closure?"
		require.EqualError(t, kept.Rollback(), "Cannot call rollback()"+over)
		require.EqualError(t, kept.Check("setAlarm"), "Cannot call setAlarm()"+over)

		require.Error(t, s.Transaction(func(x *durable.Transaction) error {
			kept = x
			return errors.New("no")
		}))
		require.NoError(t, kept.Rollback()) // The error has undone it.
		require.EqualError(t, kept.Check("get"), "Cannot get() on rolled back transaction")
	})
}

// TestTransactionIsACommit: what was written before is a commit of its own, and so is the transaction at its end: an
// Abort in the same turn undoes neither (E22).
func TestTransactionIsACommit(t *testing.T) {
	w := durabletest.New(t)
	ns := durabletest.Class(w, "Ledger", newLedger)
	err := durabletest.RunInDurableObject(w, ns.GetByName("a"), func(l *ledger, st *durable.State) error {
		put(t, l, "before", 1)
		require.NoError(t, st.Storage.Transaction(func(*durable.Transaction) error { put(t, l, "within", 1); return nil }))
		put(t, l, "after", 1)
		st.Abort("enough")
		return nil
	})
	require.ErrorContains(t, err, "enough")
	require.NoError(t, durabletest.RunInDurableObject(w, ns.GetByName("a"), func(l *ledger, st *durable.State) error {
		require.Equal(t, "before=1,within=1", keys(t, st))
		return nil
	}))
}

// TestTransactionRestsOnWhatWasBefore: a call out of an open transaction does not wait for the transaction's own
// writes, which are no commit before its end; Sync does not either, and the answer of the object waits for them.
func TestTransactionRestsOnWhatWasBefore(t *testing.T) {
	p := platform.Ideal()
	p.Commit = fault.Const(time.Second)
	w := durabletest.New(t, durabletest.Profile(p))
	ns := durabletest.Class(w, "Ledger", newLedger)
	a := ns.GetByName("a")
	begin := w.Now()
	var called, ended time.Duration
	err := durabletest.RunInDurableObject(w, a, func(l *ledger, st *durable.State) error {
		return st.Storage.Transaction(func(*durable.Transaction) error {
			put(t, l, "x", 1)
			err := durabletest.RunInDurableObject(w, ns.GetByName("b"), func(*ledger, *durable.State) error { return nil })
			called = st.Now().Sub(begin)
			require.NoError(t, st.Storage.Sync())
			ended = st.Now().Sub(begin)
			return err
		})
	})
	require.NoError(t, err)
	require.Zero(t, called)
	require.Zero(t, ended)
	require.Equal(t, time.Second, w.Now().Sub(begin), "the commit of the transaction holds the answer")
}

// TestTransactionThatDies: a crash within leaves nothing of it, 30 s are the limit of it, and the object goes on (E17).
func TestTransactionThatDies(t *testing.T) {
	for _, c := range []struct {
		name string
		end  func(w *durabletest.World, stub *durable.Stub, l *ledger)
		text string
	}{
		{"crash", func(w *durabletest.World, stub *durable.Stub, l *ledger) {
			w.After(time.Second, func() { require.NoError(t, w.Objects.Crash(stub)) })
			l.st.Sleep(time.Minute)
		}, "Network connection lost."},
		{"limit", func(_ *durabletest.World, _ *durable.Stub, l *ledger) { l.st.Sleep(time.Minute) }, "waited for too long"},
		{"abort", func(_ *durabletest.World, _ *durable.Stub, l *ledger) { l.st.Abort("no") }, "no"},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := durabletest.New(t)
			ns := durabletest.Class(w, "Ledger", newLedger)
			stub := ns.GetByName("a")
			err := durabletest.RunInDurableObject(w, stub, func(l *ledger, st *durable.State) error {
				put(t, l, "before", 1)
				return st.Storage.Transaction(func(*durable.Transaction) error {
					put(t, l, "within", 1)
					c.end(w, stub, l)
					return nil
				})
			})
			require.ErrorContains(t, err, c.text)
			require.NoError(t, durabletest.RunInDurableObject(w, ns.GetByName("a"), func(l *ledger, st *durable.State) error {
				require.Equal(t, "before=1", keys(t, st))
				return nil
			}))
		})
	}
}

// TestTransactionRestoresTheDeferredDelete: an alarm that a handler sets in a transaction that is undone leaves the
// handler's own to be deleted by its success; in a TransactionSync it does not (golden
// alarm-transaction-sync-rollback).
func TestTransactionRestoresTheDeferredDelete(t *testing.T) {
	for _, c := range []struct {
		name string
		set  func(s *durable.Storage, fn func() error) error
		left bool
	}{
		{"async", func(s *durable.Storage, fn func() error) error {
			return s.Transaction(func(*durable.Transaction) error { return fn() })
		}, false},
		{"sync", func(s *durable.Storage, fn func() error) error { return s.TransactionSync(fn) }, true},
	} {
		t.Run(c.name, func(t *testing.T) {
			w := durabletest.New(t)
			var set bool
			stub := durabletest.Class(w, "Ringer", func(st *durable.State) *ringer {
				return &ringer{st, func(st *durable.State) {
					err := c.set(st.Storage, func() error {
						require.NoError(t, st.Storage.SetAlarm(st.Now().Add(time.Hour)))
						return errTaken
					})
					require.Equal(t, errTaken, err)
					_, err = st.Storage.GetAlarm()
					set = !errors.Is(err, durable.ErrNoAlarm)
				}}
			}).GetByName("a")
			require.NoError(t, w.Objects.Inside(stub, func(_ durable.Object, st *durable.State) error {
				return st.Storage.SetAlarm(st.Now().Add(time.Second))
			}))
			w.Advance(time.Minute)
			require.Equal(t, c.left, set)
			at, err := durabletest.Alarm(w, stub)
			require.NoError(t, err)
			require.Equal(t, c.left, !at.IsZero())
		})
	}
}

// ringer runs a function in its alarm handler.
type ringer struct {
	st   *durable.State
	ring func(*durable.State)
}

func (r *ringer) Alarm(durable.AlarmInfo) error { r.ring(r.st); return nil }

// TestTransactionOfAReplacedIncarnation: an incarnation that a deploy has replaced within a transaction leaves the
// database alone at its end, which is the successor's.
func TestTransactionOfAReplacedIncarnation(t *testing.T) {
	for _, end := range []string{"commit", "error", "rollback"} {
		t.Run(end, func(t *testing.T) {
			plan, err := platform.NewPlan("object.turn if=await,write times=1 deploy=1h")
			require.NoError(t, err)
			w := durabletest.New(t, durabletest.Objects(durable.WithFaults(plan)))
			ns := durabletest.Class(w, "Ledger", newLedger)
			var ended error
			w.Go("client", func() {
				_ = durabletest.RunInDurableObject(w, ns.GetByName("a"), func(l *ledger, st *durable.State) error {
					ended = st.Storage.Transaction(func(x *durable.Transaction) error {
						put(t, l, "old", 1)
						st.Sleep(2 * time.Second)
						switch end {
						case "error":
							return errTaken
						case "rollback":
							return x.Rollback()
						}
						return nil
					})
					return nil
				})
			})
			w.Advance(time.Second)
			require.NoError(t, durabletest.RunInDurableObject(w, ns.GetByName("a"), func(l *ledger, st *durable.State) error {
				put(t, l, "new", 1)
				st.Sleep(5 * time.Second)
				return nil
			}))
			require.ErrorContains(t, ended, "can no longer access storage")
			require.NoError(t, durabletest.RunInDurableObject(w, ns.GetByName("a"), func(l *ledger, st *durable.State) error {
				require.Equal(t, "new=1", keys(t, st))
				return nil
			}))
		})
	}
}
