package sqlite

import (
	"encoding/binary"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

// changing returns 20 bytes that differ each time: SQLite writes nothing when a row stays what it was.
func changing() func() []byte {
	n, value := uint64(0), make([]byte, 20)
	return func() []byte {
		n++
		binary.BigEndian.PutUint64(value, n)
		return value
	}
}

func BenchmarkOpen(b *testing.B) {
	for b.Loop() {
		db, err := Open(Options{})
		require.NoError(b, err)
		require.NoError(b, db.Close())
	}
}

// BenchmarkLife is a short object: open, one committed write, one read.
func BenchmarkLife(b *testing.B) {
	value := make([]byte, 20)
	for b.Loop() {
		db, err := Open(Options{})
		require.NoError(b, err)
		require.NoError(b, db.Put("a", value))
		_, err = db.Commit()
		require.NoError(b, err)
		_, _, err = db.Get("a")
		require.NoError(b, err)
		require.NoError(b, db.Close())
	}
}

// filled is a database with a thousand keys and a table of one row, committed.
func filled(b *testing.B, path string) *DB {
	db, err := Open(Options{Path: path})
	require.NoError(b, err)
	for i := range 1000 {
		require.NoError(b, db.Put(fmt.Sprint("key", i), make([]byte, 20)))
	}
	_, err = db.Exec("CREATE TABLE t(id INTEGER PRIMARY KEY, v); INSERT INTO t VALUES(1, 'a')")
	require.NoError(b, err)
	_, err = db.Commit()
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, db.Close()) })
	b.ReportAllocs()
	return db
}

func BenchmarkGet(b *testing.B) {
	db := filled(b, "")
	for b.Loop() {
		if _, found, err := db.Get("key500"); !found {
			b.Fatal(err)
		}
	}
}

func BenchmarkPut(b *testing.B) {
	db := filled(b, "")
	value := changing()
	for b.Loop() {
		if err := db.Put("key500", value()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPutCommit(b *testing.B) {
	db := filled(b, "")
	value := changing()
	for b.Loop() {
		if err := db.Put("key500", value()); err != nil {
			b.Fatal(err)
		}
		if _, err := db.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkPutMarkConfirm(b *testing.B) {
	db := filled(b, "")
	value := changing()
	for b.Loop() {
		if err := db.Put("key500", value()); err != nil {
			b.Fatal(err)
		}
		n, err := db.Mark()
		if err != nil {
			b.Fatal(err)
		}
		if err := db.Confirm(n); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkFilePutCommit(b *testing.B) {
	db := filled(b, b.TempDir()+"/db.sqlite")
	value := changing()
	for b.Loop() {
		if err := db.Put("key500", value()); err != nil {
			b.Fatal(err)
		}
		if _, err := db.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkList(b *testing.B) {
	db := filled(b, "")
	for b.Loop() {
		l, err := db.List(ListOptions{})
		if err != nil {
			b.Fatal(err)
		}
		n := 0
		for l.Next() {
			n++
		}
		if n != 1000 {
			b.Fatal(n)
		}
	}
}

func BenchmarkExecSelect(b *testing.B) {
	db := filled(b, "")
	for b.Loop() {
		c, err := db.Exec("SELECT v FROM t WHERE id = ?", 1)
		if err != nil {
			b.Fatal(err)
		}
		if _, err := c.One(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExecUpdateCommit(b *testing.B) {
	db := filled(b, "")
	i := 0
	for b.Loop() {
		i++
		if _, err := db.Exec("UPDATE t SET v = ? WHERE id = 1", i); err != nil {
			b.Fatal(err)
		}
		if _, err := db.Commit(); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkExecFirstTime(b *testing.B) {
	db := filled(b, "")
	i := 0
	for b.Loop() {
		i++
		if _, err := db.Exec(fmt.Sprintf("SELECT v FROM t WHERE id = %d", i)); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkMarks stacks marks that are never confirmed; each turn writes three keys on several pages.
func BenchmarkMarks(b *testing.B) {
	for _, depth := range []int{10, 100, 1000, marksMax} {
		b.Run(fmt.Sprint(depth), func(b *testing.B) {
			for b.Loop() {
				db, err := Open(Options{})
				require.NoError(b, err)
				value := changing()
				for i := range depth {
					for j := range 3 {
						require.NoError(b, db.Put(fmt.Sprint("key", (i*7+j*131)%500), value()))
					}
					_, err := db.Mark()
					require.NoError(b, err)
				}
				require.NoError(b, db.Close())
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*depth), "ns/mark")
		})
	}
}
