package worker

import (
	"errors"
	"iter"
	"math"
	"slices"
	"time"

	"dolab/durable"
	"dolab/durable/platform"
	"dolab/durable/worker/engine"
)

// storage returns the storage of the scope's object.
func (s *scope) storage() *durable.Storage { return s.state.Storage }

// unconfirmed are the options of a write.
func unconfirmed(c *engine.Call, n int) []durable.WriteOption {
	if c.Bool(n) {
		return []durable.WriteOption{durable.AllowUnconfirmed}
	}
	return nil
}

// iterator is a list that a script goes through. It has stepped to its first entry when it is made.
type iterator struct {
	next func() (durable.Entry, error, bool)
	stop func()

	first durable.Entry
	err   error
	found bool
	begun bool
	wiped bool // deleteAll has come before its end
}

// step returns the next entry.
func (it *iterator) step() (durable.Entry, error, bool) {
	if it.begun || it.wiped {
		return it.next()
	}
	it.begun = true
	return it.first, it.err, it.found
}

// listOptions are the arguments of a list from 0 on: start, startAfter, end, prefix, reverse, limit. An option that is
// there and empty restricts nothing, but for startAfter, which leaves out the empty key, and end, before which nothing is.
func listOptions(c *engine.Call) (o durable.ListOptions, none bool) {
	for n, field := range []*string{&o.Start, &o.StartAfter, &o.End, &o.Prefix} {
		if c.Kind(n) != engine.KindUndefined {
			*field = c.String(n)
		}
	}
	if c.Kind(0) == engine.KindUndefined && c.Kind(1) != engine.KindUndefined && o.StartAfter == "" {
		o.Start = "\x00" // The first key after the empty one.
	}
	o.Reverse, o.Limit = c.Bool(4), int(c.Int(5))
	return o, c.Kind(2) != engine.KindUndefined && o.End == ""
}

var storageNatives = []native{
	{"kvGet", func(s *scope, c *engine.Call) {
		data, err := s.storage().KV().GetBytes(c.String(0))
		switch {
		case err == nil:
			c.Return(engine.Clone(data))
		case !errors.Is(err, durable.ErrNoKey):
			throw(c, err)
		}
	}},
	{"kvGetMany", func(s *scope, c *engine.Call) {
		keys := c.Strings(0)
		slices.Sort(keys) // In the order of UTF-8.
		var list []engine.Value
		for _, k := range keys {
			data, err := s.storage().KV().GetBytes(k)
			switch {
			case err == nil:
				list = append(list, text(k), engine.Clone(data))
			case !errors.Is(err, durable.ErrNoKey):
				throw(c, err)
				return
			}
		}
		c.Return(engine.Array(list...))
	}},
	{"kvPut", func(s *scope, c *engine.Call) {
		key := c.String(0)
		data, ok := c.Clone(1, engine.Storage)
		if !ok {
			return
		}
		if err := s.storage().KV().PutBytes(key, data, unconfirmed(c, 2)...); err != nil {
			throw(c, err)
		}
	}},
	{"kvPutMany", func(s *scope, c *engine.Call) { s.putMany(c) }},
	{"kvDelete", func(s *scope, c *engine.Call) {
		found, err := s.storage().KV().Delete(c.String(0), unconfirmed(c, 1)...)
		if err != nil {
			throw(c, err)
			return
		}
		c.Return(engine.Bool(found))
	}},
	{"kvList", func(s *scope, c *engine.Call) {
		o, none := listOptions(c)
		var list []engine.Value
		if !none {
			for e, err := range s.storage().KV().List(o) {
				if err != nil {
					throw(c, err)
					return
				}
				list = append(list, text(e.Key), engine.Clone(e.Bytes()))
			}
		}
		c.Return(engine.Array(list...))
	}},
	{"kvIterator", func(s *scope, c *engine.Call) {
		o, none := listOptions(c)
		list := s.storage().KV().List(o)
		if none {
			list = func(func(durable.Entry, error) bool) {}
		}
		n := s.handle()
		it := &iterator{}
		it.next, it.stop = iter.Pull2(list)
		it.first, it.err, it.found = it.next()
		s.iterators[n] = it
		c.Return(engine.Int(n))
	}},
	{"kvNext", func(s *scope, c *engine.Call) {
		it, ok := s.iterators[c.Int(0)]
		if !ok {
			return
		}
		e, err, more := it.step()
		switch {
		case err != nil:
			throw(c, err)
		case more:
			c.Return(engine.Array(text(e.Key), engine.Clone(e.Bytes())))
		default:
			delete(s.iterators, c.Int(0))
		}
	}},
	{"deleteAll", func(s *scope, c *engine.Call) {
		wipe := s.storage().DeleteAll
		if s.iso.app.worker.config.keepsAlarms() {
			wipe = s.storage().DeleteAllButAlarm
		}
		if err := wipe(); err != nil {
			throw(c, err)
			return
		}
		for _, it := range s.iterators {
			it.wiped = true
		}
	}},
	{"sync", func(s *scope, c *engine.Call) {
		task := c.Int(0)
		s.where.start(func() {
			before := s.where.now()
			err := s.storage().Sync()
			s.pause(emptyCommit - s.where.now().Sub(before))
			s.settle(task, engine.Undefined(), err)
		})
	}},
	{"getAlarm", func(s *scope, c *engine.Call) {
		at, err := s.storage().GetAlarm()
		switch {
		case errors.Is(err, durable.ErrNoAlarm):
			c.Return(engine.Null())
		case err != nil:
			throw(c, err)
		default:
			c.Return(engine.Int(at.UnixMilli()))
		}
	}},
	{"setAlarm", func(s *scope, c *engine.Call) {
		at := time.UnixMilli(int64(math.Floor(c.Float(0)))).UTC()
		if err := s.storage().SetAlarm(at, unconfirmed(c, 1)...); err != nil {
			throw(c, err)
		}
	}},
	{"deleteAlarm", func(s *scope, c *engine.Call) {
		if err := s.storage().DeleteAlarm(unconfirmed(c, 0)...); err != nil {
			throw(c, err)
		}
	}},
	{"bookmark", func(s *scope, c *engine.Call) {
		b, err := s.storage().CurrentBookmark()
		if err != nil {
			throw(c, err)
			return
		}
		c.Return(engine.String(b))
	}},
	{"beginSync", func(s *scope, c *engine.Call) {
		t, err := s.storage().BeginTransactionSync()
		if err != nil {
			throw(c, err)
			return
		}
		n := s.handle()
		s.saves[n] = t
		c.Return(engine.Int(n))
	}},
	{"commitSync", func(s *scope, c *engine.Call) { s.endSync(c, (*durable.SyncTransaction).Commit) }},
	{"rollbackSync", func(s *scope, c *engine.Call) { s.endSync(c, (*durable.SyncTransaction).Rollback) }},
	{"transaction", func(s *scope, c *engine.Call) { s.transaction(c.Int(0), c.Int(1)) }},
	{"transactionCheck", func(s *scope, c *engine.Call) {
		if err := s.transactions[c.Int(0)].Check(c.String(1)); err != nil {
			throw(c, err)
		}
	}},
	{"transactionRollback", func(s *scope, c *engine.Call) {
		if err := s.transactions[c.Int(0)].Rollback(); err != nil {
			throw(c, err)
		}
	}},
	{"block", func(s *scope, c *engine.Call) { s.block(c.Int(0), c.Int(1)) }},
	{"abort", func(s *scope, c *engine.Call) {
		var options []durable.AbortOption
		if c.Bool(1) {
			options = append(options, durable.NoRetryAlarm)
		}
		reason := ""
		if c.Kind(0) != engine.KindUndefined {
			reason = c.String(0)
			options = append(options, func(e *platform.Error) { e.Message = reason })
		}
		s.state.Abort(reason, options...)
	}},
}

// putMany stores pairs of key and value, all of them or none.
func (s *scope) putMany(c *engine.Call) {
	type pair struct {
		key  string
		data []byte
	}
	var pairs []pair
	for n := 1; n+1 < c.Len(); n += 2 {
		data, ok := c.Clone(n+1, engine.Storage)
		if !ok {
			return
		}
		pairs = append(pairs, pair{c.String(n), data})
	}
	if len(pairs) == 0 {
		return
	}
	err := s.storage().TransactionSync(func() error {
		for _, p := range pairs {
			if err := s.storage().KV().PutBytes(p.key, p.data, unconfirmed(c, 0)...); err != nil {
				return err
			}
		}
		return nil
	})
	if err != nil {
		throw(c, err)
	}
}

func (s *scope) endSync(c *engine.Call, end func(*durable.SyncTransaction) error) {
	n := c.Int(0)
	t := s.saves[n]
	delete(s.saves, n)
	if err := end(t); err != nil {
		throw(c, err)
	}
}

// promise returns an event and a promise that is settled with the event's end.
func promise[T any](s *scope, kind string) (*durable.Promise[T], engine.Value) {
	p := durable.NewPromise[T](s.state, kind)
	return p, s.expect(kind, func(v any, err error) {
		if err != nil {
			p.Reject(err)
			return
		}
		p.Resolve(valueOf[T](v))
	})
}

// callback calls a function that the script has given, and waits until what it returns has settled: kept is the number
// of its value.
func (s *scope) callback(fn int64, args ...engine.Value) (kept int64, err error) {
	p, ev := promise[int64](s, "callback")
	s.enter("callback", append([]engine.Value{ev, engine.Int(fn)}, args...)...)
	return p.Await()
}

// settleKept settles a task with the value of that number, or an error.
func (s *scope) settleKept(task, kept int64, err error) {
	if err != nil {
		s.settle(task, engine.Value{}, err)
		return
	}
	s.endAwait(task)
	s.enter("value", engine.Int(task), engine.Int(kept))
}

// block is blockConcurrencyWhile.
func (s *scope) block(task, fn int64) {
	s.where.start(func() {
		var kept int64
		err := s.state.BlockConcurrencyWhile(func() (err error) {
			kept, err = s.callback(fn)
			return err
		})
		s.settleKept(task, kept, err)
	})
}

// transaction is storage.transaction.
func (s *scope) transaction(task, fn int64) {
	s.where.start(func() {
		var kept int64
		n := s.handle()
		err := s.storage().Transaction(func(t *durable.Transaction) (err error) {
			s.transactions[n] = t
			kept, err = s.callback(fn, engine.Int(n))
			return err
		})
		s.settleKept(task, kept, err)
	})
}
