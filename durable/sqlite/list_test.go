package sqlite

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestListOptions holds every combination of options against a filter over all keys. The keys lie at, before and behind
// each bound, in a prefix and beside it.
func TestListOptions(t *testing.T) {
	all := []string{"", "A", "a", "a\x00", "ab", "ab\x00", "abc", "ab\xff", "ab\xff\xff", "ac", "b", "é", "\xff", "\xff\xff"}
	bounds := []string{"", "a", "a\x00", "ab", "ab\xff", "abc", "ac", "b", "\xff", "\xff\xff"}
	db := open(t, "")
	for _, k := range all {
		require.NoError(t, db.Put(k, []byte("v"+k)))
	}
	slices.Sort(all)
	check := func(o ListOptions) {
		var want, got []string
		for _, k := range all {
			if k >= o.Start && strings.HasPrefix(k, o.Prefix) &&
				(!o.HasStartAfter || k > o.StartAfter) && (!o.HasEnd || k < o.End) {
				want = append(want, k)
			}
		}
		if o.Reverse {
			slices.Reverse(want)
		}
		if o.Limit > 0 {
			want = want[:min(o.Limit, len(want))]
		}
		l, err := db.List(o)
		require.NoError(t, err)
		for l.Next() {
			require.Equal(t, "v"+l.Key(), string(l.Value()))
			got = append(got, l.Key())
		}
		require.NoError(t, l.Err())
		require.Equal(t, want, got, "%+q", o)
	}
	for _, prefix := range []string{"", "a", "ab", "ab\xff", "\xff", "\xff\xff", "zz"} {
		for _, start := range bounds {
			for _, end := range bounds {
				for _, after := range bounds {
					for n := range 8 {
						check(ListOptions{
							Prefix: prefix, Start: start, End: end, HasEnd: n&1 > 0, StartAfter: after,
							HasStartAfter: n&2 > 0, Reverse: n&4 > 0, Limit: []int{0, 1, 2, 0, 3}[len(start+after)%5],
						})
					}
				}
			}
		}
	}
	require.Empty(t, db.open)
	require.NoError(t, db.Close())
}

// Two lists of one shape run side by side, and the statement that is kept compiled is used again.
func TestListsSideBySide(t *testing.T) {
	db := open(t, "")
	for _, k := range []string{"a", "b", "c"} {
		require.NoError(t, db.Put(k, nil))
	}
	one, err := db.List(ListOptions{})
	require.NoError(t, err)
	require.True(t, one.Next())
	two, err := db.List(ListOptions{})
	require.NoError(t, err)
	for _, l := range []*List{two, two, one} {
		require.True(t, l.Next())
	}
	require.Equal(t, "b b", one.Key()+" "+two.Key())
	kept := one.s
	one.Close()
	one.Close()
	two.Close()
	three, err := db.List(ListOptions{})
	require.NoError(t, err)
	require.Same(t, kept, three.s)
	three.Close()
	require.Empty(t, db.open)
	require.NoError(t, db.Close())
}
