package durable

import (
	"errors"
	"fmt"
	"iter"
	"math"

	"dolab/durable/clone"
	"dolab/durable/platform"
	"dolab/durable/sqlite"
)

// KV is the synchronous key-value API: storage.kv (semantics F3, F4). Values are structured clones, serialized
// when they are put; every Get gives a fresh copy. Keys are ordered by their UTF-8 bytes.
type KV struct{ inst *instance }

// Get returns the value of a key as a T: the zero T and ErrNoKey where there is none. An any gets its natural Go form
// (see package clone).
func Get[T any](kv *KV, key string) (T, error) {
	var v T
	err := kv.Read(key, &v)
	return v, err
}

// Read reads the value of a key into what dst points to; ErrNoKey where there is none.
func (kv *KV) Read(key string, dst any) error {
	data, err := kv.GetBytes(key)
	if err != nil {
		return err
	}
	if err := clone.Unmarshal(data, dst); err != nil {
		return fmt.Errorf("value of key %q: %w", key, err)
	}
	return nil
}

// GetBytes returns the value of a key as it is stored: a structured clone in the wire format (package clone), in a slice
// of the caller's own; ErrNoKey where there is none.
func (kv *KV) GetBytes(key string) ([]byte, error) {
	kv.inst.use("Get")
	if err := kv.inst.storage(platform.IfRead); err != nil {
		return nil, err
	}
	kv.inst.obj.used.RowsRead++
	return present(kv.inst.obj.db.Get(key))
}

// present makes ErrNoKey of a value that there is not.
func present(data []byte, found bool, err error) ([]byte, error) {
	if err == nil && !found {
		return nil, ErrNoKey
	}
	return data, storageError(err)
}

// PutBytes is Put of a value in the wire format, which is not looked at.
func (kv *KV) PutBytes(key string, data []byte, options ...WriteOption) error {
	if err := kv.inst.change("Put", confirmed(options)); err != nil {
		return err
	}
	kv.inst.obj.used.RowsWritten++
	return storageError(kv.inst.obj.db.Put(key, data))
}

// Put stores a value. One that cannot be cloned is refused with a DataCloneError, and one of more than about
// 2 MB with SQLITE_TOOBIG; the old value then stays. Package clone says what cannot be cloned; errors.As finds the
// clone.DataCloneError, which has the path to it.
func (kv *KV) Put(key string, value any, options ...WriteOption) error {
	kv.inst.use("Put")
	data, err := clone.Marshal(value)
	if err != nil {
		return cloneError(err)
	}
	return kv.PutBytes(key, data, options...)
}

// Delete removes a key and reports whether it was there.
func (kv *KV) Delete(key string, options ...WriteOption) (bool, error) {
	if err := kv.inst.change("Delete", confirmed(options)); err != nil {
		return false, err
	}
	found, err := kv.inst.obj.db.Delete(key)
	if found {
		kv.inst.obj.used.RowsWritten++
	}
	return found, storageError(err)
}

// ListOptions say which keys List gives; they are combined by intersection. The zero value is all.
type ListOptions struct {
	Start      string // from this key on
	StartAfter string // from behind this key on; not together with Start
	End        string // up to this key, exclusive
	Prefix     string
	Reverse    bool
	Limit      int // 0: all
}

// Entry is one key and its value, still packed.
type Entry struct {
	Key  string
	data []byte
}

// Bytes returns the value in the wire format.
func (e Entry) Bytes() []byte { return e.data }

// Read reads the value into what dst points to; an any gets its natural Go form.
func (e Entry) Read(dst any) error {
	if err := clone.Unmarshal(e.data, dst); err != nil {
		return fmt.Errorf("value of key %q: %w", e.Key, err)
	}
	return nil
}

// List goes through entries in the order of their keys. It is live: it sees what changes on the way. Only one
// list at a time: a new one invalidates the old, which then yields an error (semantics F4).
func (kv *KV) List(o ListOptions) iter.Seq2[Entry, error] {
	i := kv.inst
	i.use("List")
	if o.Limit < 0 {
		return failing(platform.TypeError("List limit must be positive."))
	}
	if o.Limit > math.MaxInt32 {
		text := "Value out of range. Must be between -2147483648 and 2147483647 (inclusive)."
		return failing(platform.TypeError(text))
	}
	if o.Start != "" && o.StartAfter != "" {
		return failing(platform.TypeError("list() cannot be called with both start and startAfter values."))
	}
	if err := i.storage(platform.IfRead); err != nil {
		return failing(err)
	}
	i.listing++
	mine := i.listing
	return func(yield func(Entry, error) bool) {
		i.use("List")
		l, err := i.obj.db.List(sqlite.ListOptions{
			Start: o.Start, StartAfter: o.StartAfter, HasStartAfter: o.StartAfter != "",
			End: o.End, HasEnd: o.End != "", Prefix: o.Prefix, Reverse: o.Reverse, Limit: o.Limit,
		})
		if err != nil {
			yield(Entry{}, storageError(err))
			return
		}
		defer l.Close()
		for {
			if i.listing != mine {
				yield(Entry{}, &platform.Error{Name: "Error", Message: platform.TextIterator, User: true})
				return
			}
			if !l.Next() {
				break
			}
			i.obj.used.RowsRead++
			if !yield(Entry{l.Key(), l.Value()}, nil) {
				return
			}
			i.use("List")
		}
		if err := l.Err(); err != nil {
			yield(Entry{}, i.listError(err))
		}
	}
}

// listError is what has ended a list early: that everything was deleted, or the transaction it began in was undone,
// the reference runtime calls an internal error (semantics E13, F6).
func (i *instance) listError(err error) error {
	const abort = 4 // SQLITE_ABORT
	e := (*sqlite.Error)(nil)
	if errors.Is(err, sqlite.ErrCanceled) || errors.As(err, &e) && e.Code == abort {
		return i.rt.internalError()
	}
	return storageError(err)
}

func failing(err error) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) { yield(Entry{}, err) }
}

// Has reports whether the key has a value.
func (kv *KV) Has(key string) (bool, error) {
	kv.inst.use("Has")
	if err := kv.inst.storage(platform.IfRead); err != nil {
		return false, err
	}
	kv.inst.obj.used.RowsRead++
	_, found, err := kv.inst.obj.db.Get(key)
	return found, storageError(err)
}
