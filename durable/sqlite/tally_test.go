package sqlite

import (
	"encoding/json"
	"os"
	"testing"

	"github.com/stretchr/testify/require"
)

// A Tally has what its cursors say one by one, whether it is asked once at the end, now and then, or at each step.
func TestTally(t *testing.T) {
	if !hasFTS5 {
		t.Skip("the recording has statements on FTS5")
	}
	data, err := os.ReadFile("testdata/recorded/metering.json")
	require.NoError(t, err)
	var recorded map[string][]measured
	require.NoError(t, json.Unmarshal(data, &recorded))
	for _, name := range groups {
		var want [2]int64
		counts, err := countAll(recorded[name])
		require.NoError(t, err)
		for _, n := range counts {
			want[0] += n[2]
			want[1] += n[3]
		}
		for _, every := range []int{1, 7, 1 << 30} {
			shared.forget()
			db := open(t, "")
			var tally Tally
			steps := 0
			for _, m := range recorded[name] {
				c, err := db.Exec(m.sql, m.args...)
				require.NoError(t, err)
				tally.Add(c)
				for c.Next() {
					if steps++; steps%every == 0 {
						tally.Rows()
					}
				}
			}
			read, written := tally.Rows()
			require.Equal(t, want, [2]int64{read, written}, "%s, asked each %d steps", name, every)
			require.Empty(t, tally.open)
			require.NoError(t, db.Close())
		}
	}
}

// What a Tally keeps for later is bounded, and a cursor that is open counts with what it has read so far.
func TestTallyIsBounded(t *testing.T) {
	db := open(t, "")
	rows(t, db, "CREATE TABLE t(a)")
	var tally Tally
	want := int64(0)
	for n := range int64(3 * runsMax) {
		rows(t, db, "INSERT INTO t VALUES (1)")
		c, err := db.Exec("SELECT max(a + 1) FROM t")
		require.NoError(t, err)
		tally.Add(c)
		_, err = c.All()
		require.NoError(t, err)
		require.LessOrEqual(t, len(tally.runs), runsMax)
		want += n + 1
	}
	require.NotEmpty(t, tally.runs)
	c, err := db.Exec("SELECT a FROM t")
	require.NoError(t, err)
	tally.Add(c)
	require.True(t, c.Next())
	read, _ := tally.Rows()
	require.Equal(t, want+2, read)
	require.NoError(t, db.Close())
	again, _ := tally.Rows()
	require.Equal(t, read, again)
}
