package admin

import (
	"context"
	"errors"
	"math"
	"strconv"
	"strings"
	"time"

	"dolab/durable"
	"dolab/durable/sqlite"
)

// The bounds of an answer.
const (
	rowsMax  = 1000                   // objects, rows, keys
	bytesMax = 4 << 20                // of what is read from one database
	stepsMax = 20_000_000             // of SQLite's machine: a second or less
	readMax  = 500 * time.Millisecond // for one reading, looked at between rows
	valueMax = 64 << 10               // bytes of one value's text
)

func itoa(n int64) string { return strconv.FormatInt(n, 10) }

// bounds limit a reading that begins now.
func bounds(rows int) durable.Bounds {
	began := time.Now()
	return durable.Bounds{
		Steps: stepsMax, Rows: rows, Bytes: bytesMax, Over: func() bool { return time.Since(began) > readMax },
	}
}

func checkLimit(limit *int) error {
	if *limit == 0 {
		*limit = 100
	}
	if *limit < 1 || *limit > rowsMax {
		return wrong("limit", "%d: want 1 to %d", *limit, rowsMax)
	}
	return nil
}

// Keys are keys of an object's key-value store.
type Keys struct {
	Keys []Key `json:"keys"`
	More bool  `json:"more"` // there are more after the last
}

// Key is a key with its value, close to JSON.
type Key struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	Bytes int    `json:"bytes"` // in the wire format
	Error string `json:"error,omitempty"`
}

// KV reads the key-value store of an object: keys that begin with prefix, behind the key after, 100 or as many as limit
// says, at most 1000. It does not wake the object.
func (a *Admin) KV(ctx context.Context, who, prefix, after string, limit int) (Keys, error) {
	if err := checkLimit(&limit); err != nil {
		return Keys{}, err
	}
	return askObject(ctx, a, who, func(rt *durable.Runtime, s *durable.Stub) (Keys, error) {
		list, more, err := rt.ReadKV(s, bounds(limit), prefix, after)
		if err != nil {
			return Keys{}, err
		}
		keys := Keys{Keys: []Key{}, More: more}
		for _, e := range list {
			k := Key{Key: e.Key, Bytes: len(e.Bytes())}
			var v any
			if err := e.Read(&v); err != nil {
				k.Error = err.Error()
			} else {
				k.Value = durable.ValueText(v, valueMax)
			}
			keys.Keys = append(keys.Keys, k)
		}
		return keys, nil
	})
}

// Rows are the rows of a statement. Values are as in JSON: a BLOB is the text x'…', and a number that JSON cannot hold
// is a text.
type Rows struct {
	Columns []string `json:"columns"`
	Rows    [][]any  `json:"rows"`
	More    bool     `json:"more"` // there are rows beyond the limits
}

// SQL runs a statement in the database of an object. Without write it can only read, and does not wake the object. With
// write it runs in a turn of the object, which commits, and which faults may strike. SQL returns 100 rows, or as many
// as limit says, at most 1000.
func (a *Admin) SQL(ctx context.Context, who, query string, args []any, write bool, limit int) (Rows, error) {
	if err := checkLimit(&limit); err != nil {
		return Rows{}, err
	}
	if query == "" {
		return Rows{}, wrong("query", "a statement is missing")
	}
	return askObject(ctx, a, who, func(rt *durable.Runtime, s *durable.Stub) (Rows, error) {
		r, err := durable.Rows{}, error(nil)
		if write {
			r, err = writeSQL(rt, s, limit, query, args)
		} else {
			r, err = rt.ReadSQL(s, bounds(limit), query, args...)
		}
		switch {
		case !write && sqlite.IsSteps(err):
			return Rows{}, wrong("query", "the statement takes more than %d steps of SQLite, and was stopped", stepsMax)
		case errors.Is(err, sqlite.ErrReadOnly):
			return Rows{}, wrong("query", "the statement does more than read: POST it with write=true")
		case err != nil:
			return Rows{}, wrong("query", "%v", err)
		}
		return rowsOf(r), nil
	})
}

// writeSQL runs a statement in a turn of the object, to its end, and returns its first rows.
func writeSQL(rt *durable.Runtime, s *durable.Stub, limit int, query string, args []any) (r durable.Rows, err error) {
	err = rt.Inside(s, func(_ durable.Object, st *durable.State) error {
		c, err := st.Storage.SQL().Exec(query, args...)
		if err != nil {
			return err
		}
		defer c.Close()
		r.Columns = c.ColumnNames()
		for size := 0; c.Next(); size += sqlite.RowSize(c.Row()) {
			if r.More = len(r.Rows) >= limit || size >= bytesMax; !r.More {
				r.Rows = append(r.Rows, c.Row())
			}
		}
		return c.Err()
	})
	return r, err
}

// rowsOf makes values fit for JSON.
func rowsOf(r durable.Rows) Rows {
	out := Rows{Columns: append([]string{}, r.Columns...), Rows: [][]any{}, More: r.More}
	const exact = 1 << 53 // Integers beyond it are others in JavaScript.
	for _, row := range r.Rows {
		list := make([]any, len(row))
		for n, v := range row {
			switch v := v.(type) {
			case []byte:
				list[n] = durable.ValueText(v, valueMax)
			case string:
				list[n] = v
				if len(v) > valueMax {
					list[n] = strings.ToValidUTF8(v[:valueMax], "") + "…"
				}
			case int64:
				list[n] = v
				if v > exact || v < -exact {
					list[n] = itoa(v)
				}
			case float64:
				list[n] = v
				if math.IsNaN(v) || math.IsInf(v, 0) {
					list[n] = durable.ValueText(v, valueMax)
				}
			default:
				list[n] = v
			}
		}
		out.Rows = append(out.Rows, list)
	}
	return out
}
