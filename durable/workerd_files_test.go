package durable_test

import (
	"os"
	"path/filepath"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/durable"
	"dolab/durable/durabletest"
)

// TestFilesOfTheReferenceRuntime opens what the reference runtime left on disk when it was killed: an object's
// database and its alarm manager's table, each with a write-ahead log.
func TestFilesOfTheReferenceRuntime(t *testing.T) {
	const key, id = "fixture-Obj", "912c05d55d62fd05c5f1d71e946cabd96b1a378912ab8af690413cdf5665e6a9"
	dir := t.TempDir()
	copyTo := func(from, name string) {
		for _, suffix := range []string{"", "-wal"} {
			data, err := os.ReadFile(from + suffix)
			require.NoError(t, err)
			path := filepath.Join(dir, key, name+suffix)
			require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
			require.NoError(t, os.WriteFile(path, data, 0o600))
		}
	}
	copyTo("sqlite/testdata/workerd/object.sqlite", id+".sqlite")
	copyTo("testdata/workerd/metadata.sqlite", "metadata.sqlite")

	w := durabletest.New(t, durabletest.Objects(durable.WithDir(dir)))
	ns := w.Namespace(durable.Class{Name: "Obj", UniqueKey: key, New: newScripted})
	s := ns.GetByName("fixture")
	require.Equal(t, id, s.ID().String())

	at := time.Date(2100, 1, 1, 0, 0, 0, 0, time.UTC)
	sight, err := w.Objects.Look(s)
	require.NoError(t, err)
	require.Equal(t, at, sight.Managed, "the manager's table was read at the start")
	require.NoError(t, w.Objects.Inside(s, func(_ durable.Object, st *durable.State) error {
		kv := st.Storage.KV()
		n, err := durable.Get[int](kv, "big31")
		require.NoError(t, err)
		require.Equal(t, 2147483647, n)
		text, err := durable.Get[string](kv, "two")
		require.NoError(t, err)
		require.Equal(t, "你好 😀", text)
		bytes, err := durable.Get[[]byte](kv, "ab")
		require.NoError(t, err)
		require.Equal(t, []byte{1, 2, 3, 255}, bytes)
		date, err := durable.Get[time.Time](kv, "date")
		require.NoError(t, err)
		require.Equal(t, time.Date(2025, 11, 24, 0, 0, 0, 123e6, time.UTC), date)

		alarm, err := st.Storage.GetAlarm()
		require.NoError(t, err)
		require.Equal(t, at, alarm)
		c, err := st.Storage.SQL().Exec("SELECT count(*) FROM people")
		require.NoError(t, err)
		row, err := c.One()
		require.NoError(t, err)
		require.NotZero(t, row[0])
		return kv.Put("on-alarm", "put rang yes")
	}))
	require.NoError(t, w.Run(at.Add(time.Second)))
	out, err := durable.Call[string](s, "Run", "get rang")
	require.NoError(t, err)
	require.Equal(t, "rang=yes", out, "74 years later the alarm has fired")
}
