//go:build !race

// The race detector finds nothing in one goroutine and makes these tests twenty times as slow.

package calendar_test

import (
	_ "embed"
	"flag"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/alarms/calendar"
)

var (
	seedFlag  = flag.Uint64("seed", 1, "the first seed of the random tests")
	seedsFlag = flag.Int("seeds", 2000, "how many seeds the random tests try")
	allFlag   = flag.Bool("all", false, "try each change of each zone from 1990 to 2037, with four expressions each")
)

//go:embed testdata/zones.txt
var zoneNames string

// zones are the names of the time zone database.
func zones(t *testing.T) []*time.Location {
	t.Helper()
	var list []*time.Location
	for name := range strings.Lines(zoneNames) {
		zone, err := time.LoadLocation(strings.TrimSpace(name))
		require.NoError(t, err)
		list = append(list, zone)
	}
	return list
}

// changes are the times at which a zone's clocks are changed from one year up to another, in seconds since 1970. They
// are found by looking at the clock each day.
func changes(zone *time.Location, from, to int) []int64 {
	offset := func(at int64) int {
		_, offset := time.Unix(at, 0).In(zone).Zone()
		return offset
	}
	const every = 24 * 60 * 60
	var list []int64
	end := time.Date(to, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	at := time.Date(from, 1, 1, 0, 0, 0, 0, time.UTC).Unix()
	for before := offset(at); at < end; at += every {
		now := offset(at + every)
		if now == before {
			continue
		}
		low, high := at, at+every
		for high-low > 1 {
			if middle := (low + high) / 2; offset(middle) == before {
				low = middle
			} else {
				high = middle
			}
		}
		list, before = append(list, high), now
	}
	return list
}

const hour = 60 * 60

// around is the clock on the wall of a zone around a change.
type around struct {
	zone   *time.Location
	change int64
	w      *wall
}

// newAround looks at the clock for four days before and behind a change: the day and a half that is tried, a day for a
// gap and one for the zone's offset.
func newAround(zone *time.Location, change int64) *around {
	step := int64(60)
	for _, at := range []int64{change - 4*24*hour, change, change + 4*24*hour} {
		if _, offset := time.Unix(at, 0).In(zone).Zone(); offset%60 != 0 || change%60 != 0 {
			step = 1
		}
	}
	const days = 4 * 24 * hour
	begin := (change - days) / 60 * 60
	return &around{zone, change, newWall(zone, begin, begin+2*days, step)}
}

// occurrencesMax is how many occurrences are compared.
const occurrencesMax = 300

// try compares what the package and the oracle say of an expression. It returns what is wrong.
func (a *around) try(rng *rand.Rand, e *drawn) string {
	c, err := calendar.New(e.text, a.zone.String())
	if err != nil {
		return err.Error()
	}
	reach := int64(36 * hour)
	from := a.change - reach + rng.Int64N(reach+2*hour)
	to := a.change + reach
	want := a.w.occurrences(e, from, to)
	want = want[:min(len(want), occurrencesMax)]
	if len(want) == occurrencesMax {
		to = want[len(want)-1]
	}
	var got []int64
	for at := time.Unix(from, 0); len(got) <= len(want); {
		next, found := c.Next(at)
		if !found || next.Unix() > to {
			break
		}
		got, at = append(got, next.Unix()), next
	}
	if !slices.Equal(got, want) {
		return fmt.Sprintf("%q in %s, change %s, from %s:\ngot  %s\nwant %s", e.text, a.zone, clocks(a.zone, a.change),
			clocks(a.zone, from), clocks(a.zone, got...), clocks(a.zone, want...))
	}
	newest, found := c.Newest(time.Unix(from, 0), time.Unix(to, 0))
	if found != (len(want) > 0) || found && newest.Unix() != want[len(want)-1] {
		return fmt.Sprintf("%q in %s, newest from %s to %s: got %v", e.text, a.zone, clocks(a.zone, from),
			clocks(a.zone, to), newest)
	}
	return ""
}

func clocks(zone *time.Location, at ...int64) string {
	var b strings.Builder
	for _, second := range at {
		b.WriteString(time.Unix(second, 0).In(zone).Format(" 2006-01-02T15:04:05Z07:00"))
	}
	return b.String()
}

// TestOracle holds the package against the oracle at clock changes, drawn by a seed each from all zones and the years
// 1990 to 2037, and a few from 1850 to 2189. With -all it tries each change of each zone.
func TestOracle(t *testing.T) {
	list := zones(t)
	if *allFlag {
		tryAll(t, list)
		return
	}
	known := map[[2]int][]int64{}
	for seed := *seedFlag; seed < *seedFlag+uint64(*seedsFlag); seed++ {
		rng := rand.New(rand.NewPCG(seed, 1))
		n, years := rng.IntN(len(list)), [2]int{1990, 2038}
		if seed%8 == 0 {
			years = [2]int{1850, 2190}
		}
		key := [2]int{n, years[0]}
		if known[key] == nil {
			known[key] = append(changes(list[n], years[0], years[1]), 1_600_000_020) // One that is none.
		}
		of := known[key]
		a := newAround(list[n], of[rng.IntN(len(of))])
		if wrong := a.try(rng, draw(rng)); wrong != "" {
			t.Fatalf("seed %d: %s\ngo test ./alarms/calendar -run TestOracle -seed %d -seeds 1", seed, wrong, seed)
		}
	}
}

// tryAll tries each change of each zone with four expressions.
func tryAll(t *testing.T, list []*time.Location) {
	const shards = 4
	var tried, at [shards]int
	t.Run("zones", func(t *testing.T) {
		for shard := range shards {
			t.Run(fmt.Sprintf("%d of %d", shard, shards), func(t *testing.T) {
				t.Parallel()
				for n := shard; n < len(list); n += shards {
					of := changes(list[n], 1990, 2038)
					at[shard] += len(of)
					for i, change := range of {
						tried[shard] += tryChange(t, newAround(list[n], change), uint64(n*1000+i))
					}
				}
			})
		}
	})
	sum := func(counts [shards]int) (n int) {
		for _, count := range counts {
			n += count
		}
		return n
	}
	t.Logf("%d expressions at %d changes of %d zones", sum(tried), sum(at), len(list))
}

// tryChange tries one change with expressions that a number stands for, and returns how many.
func tryChange(t *testing.T, a *around, number uint64) int {
	rng := rand.New(rand.NewPCG(*seedFlag, number))
	const expressions = 4
	for range expressions {
		if wrong := a.try(rng, draw(rng)); wrong != "" {
			t.Fatalf("%s\ngo test ./alarms/calendar -run TestOracle -all -seed %d", wrong, *seedFlag)
		}
	}
	return expressions
}

// TestHours tries each hour of the day, with four minute fields, at each change of two years in zones that change by
// half an hour, by two hours, at midnight, before it, and for Ramadan.
func TestHours(t *testing.T) {
	tried := 0
	for _, name := range []string{
		"America/New_York", "America/Santiago", "America/Havana", "America/Nuuk", "America/Scoresbysund",
		"Atlantic/Azores", "Europe/London", "Europe/Dublin", "Europe/Berlin", "Africa/Cairo", "Asia/Beirut",
		"Asia/Jerusalem", "Antarctica/Troll", "Australia/Lord_Howe", "Pacific/Chatham",
	} {
		zone, err := time.LoadLocation(name)
		require.NoError(t, err)
		for _, change := range changes(zone, 2026, 2028) {
			a := newAround(zone, change)
			for h := range 24 {
				for _, minutes := range [][]int{{0}, {30}, {0, 50}, {0, 15, 30, 45}} {
					e := &drawn{
						seconds: map[int]bool{0: true}, minutes: map[int]bool{}, hours: map[int]bool{h: true},
						dom: all(1, 31), months: all(1, 12), dow: all(0, 6), domStar: true, dowStar: true,
					}
					for _, m := range minutes {
						e.minutes[m] = true
					}
					list := strings.ReplaceAll(strings.Trim(fmt.Sprint(minutes), "[]"), " ", ",")
					e.text = fmt.Sprintf("%s %d * * *", list, h)
					tried++
					require.Empty(t, a.try(rand.New(rand.NewPCG(1, uint64(h))), e))
				}
			}
		}
	}
	require.Equal(t, 5_760, tried)
}
