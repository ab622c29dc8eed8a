package calendar_test

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"dolab/alarms/calendar"
)

// TestSame: expressions that are written differently and mean the same.
func TestSame(t *testing.T) {
	for _, same := range [][]string{
		{"0 0 1 1 *", "0 0 0 1 1 *", "@yearly", "@annually", "@YEARLY", "00 00 01 JAN ?"},
		{"0 0 1 * *", "@monthly"},
		{"0 0 * * 0", "@weekly", "0 0 * * 7", "0 0 * * sun", "0 0 * * SUN", "0 0 ? * Sun", "0 0 * * 7-7"},
		{"0 0 * * *", "@daily", "@midnight", " @daily ", "0\t0 * * *", "0 0 */1 * *", "0 0 1-31 * *", "0 0 * * 0-7"},
		{"0 * * * *", "@hourly", "0 ? * * ?", "0 */1 * * *", "0 5,* * * *"},
		{"0 9 * * MON-THU", "0 9 * * mon-thu", "0 9 * * 1-4", "0 9 * * Mon,TUE,wEd,THU", "0 9 * * 4,3,2,1,1"},
		{"0 9 * * FRI-MON", "0 9 * * 5-1", "0 9 * * 5,6,7,1", "0 9 * * MON,FRI-SUN"},
		{"0 9 * * 7-3/2", "0 9 * * SUN,TUE"},
		{"0 9 * NOV-FEB *", "0 9 * 11,12,1,2 *", "0 9 * 11-2 *"},
		{"0 22-2 * * *", "0 22,23,0,1,2 * * *"},
		{"50-10/5 * * * *", "50,55,0,5,10 * * * *"},
		{"0 0 25-5/4 * *", "0 0 25,29,2 * *"},
		{"5/20 * * * *", "5-59/20 * * * *", "5,25,45 * * * *"},
		{"0 0 * * MON/2", "0 0 * * 1,3,5,7"},
		{"*/20 * * * *", "?/20 * * * *", "0,20,40 * * * *"},
		{"0 0 L * *", "0 0 l * *"},
		{"0 0 LW,3W,L-2 * *", "0 0 l-2,lw,3w * *"},
		{"0 0 * * FRI#2,1#L", "0 0 * * fri#2,mon#l"},
		{"0 0 * * 7#1", "0 0 * * SUN#1"},
	} {
		var want []time.Time
		for n, expression := range same {
			c, err := calendar.Parse(expression)
			require.NoError(t, err)
			at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)
			var got []time.Time
			for range 100 {
				at, _ = c.Next(at)
				got = append(got, at)
			}
			if n == 0 {
				want = got
			}
			require.Equal(t, want, got, "%s and %s", same[0], expression)
		}
	}
}

// TestRefused: an error names the expression and the field, says what is wrong and what is possible.
func TestRefused(t *testing.T) {
	for _, c := range []struct{ expression, want string }{
		{"", `"" cannot be read: it has 0 fields: want 5 (minute, hour, day of the month, month, day of the week),`},
		{"* * * *", `it has 4 fields`},
		{"* * * * * * 2026", `it has 7 fields`},
		{"nonsense", `"nonsense" cannot be read: it has 1 fields`},
		{", * * * * *", `second ",": an element of the list is empty: want 0 to 59`},
		{", * * * *", `minute ",": an element of the list is empty`},
		{"1,,2 * * * *", `minute "1,,2": an element of the list is empty`},
		{"1, * * * *", `an element of the list is empty`},
		{"60 * * * *", `minute "60": 60 is out of range: want 0 to 59, as in * 5 1-5 */2 or 1,3`},
		{"* 24 * * *", `hour "24": 24 is out of range: want 0 to 23`},
		{"* * 0 * *", `day of the month "0": 0 is out of range: want 1 to 31, L, L-3, 15W or LW`},
		{"* * * 13 *", `month "13": 13 is out of range: want 1 to 12, or JAN to DEC`},
		{"* * * * 8", `day of the week "8": 8 is out of range: want 0 to 7, or SUN to SAT, FRI#2 or FRI#L`},
		{"* * * * MONDAY", `day of the week "MONDAY": "monday": want 0 to 7, or SUN to SAT`},
		{"* * * MON *", `month "MON": "mon": want 1 to 12, or JAN to DEC`},
		{"+5 * * * *", `"+5": want 0 to 59`},
		{"-5 * * * *", `minute "-5": "": want 0 to 59`},
		{"5- * * * *", `minute "5-": "": want 0 to 59`},
		{"1-2-3 * * * *", `minute "1-2-3": "2-3": want 0 to 59`},
		{"*-5 * * * *", `minute "*-5": "*": want 0 to 59`},
		{"5-* * * * *", `minute "5-*": "*": want 0 to 59`},
		{"** * * * *", `"**": want`},
		{"*/0 * * * *", `minute "*/0": step "0": want a number of 1 or more`},
		{"*/ * * * *", `step "": want a number`},
		{"*/2/3 * * * *", `step "2/3": want a number`},
		{"*/-2 * * * *", `step "-2": want a number`},
		{"*/60 * * * *", `step 60 in "*/60": want less than 60`},
		{"59/2 * * * *", `step 2 in "59/2": want less than 1`},
		{"99999999999999999999 * * * *", `want 0 to 59`},
		{"H * * * *", `minute "H": "h": want 0 to 59`},
		{"L * * * *", `minute "L"`},
		{"* * L-31 * *", `"l-31": want L-1 to L-30`},
		{"* * L-0 * *", `want L-1 to L-30`},
		{"* * W * *", `"w": want 1W to 31W, or LW`},
		{"* * 1-5W * *", `"1-5w": want 1W to 31W, or LW`},
		{"* * 32W * *", `want 1W to 31W, or LW`},
		{"* * LL * *", `"ll": want 1 to 31`},
		{"* * * * L", `"l": want 0 to 7`},
		{"* * * * FRI#6", `"fri#6": want #1 to #5, or #L for the last`},
		{"* * * * FRI#", `"fri#": want #1 to #5`},
		{"* * * * #2", `"": want 0 to 7`},
		{"* * * * FRI#2#3", `"fri#2#3": want #1`},
		{"@reboot", `"@reboot" cannot be read: unknown name: want @hourly, @daily`},
		{"@every 1h", `unknown name: want @hourly`},
		{"CRON_TZ=Asia/Tokyo 0 9 * * *", `it has a time zone`},
		{strings.Repeat("1,", 600) + "1 * * * *", `it has 1209 bytes: want at most 1024`},
		{"\x00 \xff * * *", `minute "\x00"`},
	} {
		_, err := calendar.Parse(c.expression)
		require.ErrorIs(t, err, calendar.ErrSyntax, c.expression)
		require.ErrorContains(t, err, c.want, c.expression)
		require.Less(t, len(err.Error()), 500)
	}
}

// TestLengths: an expression has at most 1024 bytes, and an error shows at most 60 letters of it.
func TestLengths(t *testing.T) {
	minutes := strings.Repeat("1,", 507) + "1"
	require.Len(t, minutes, 1015)
	_, err := calendar.Parse(minutes + " * * * * ")
	require.NoError(t, err, "1024 bytes, one of them a blank at the end")
	_, err = calendar.Parse(minutes + ",11 * * * *")
	require.ErrorContains(t, err, "it has 1026 bytes: want at most 1024")
	_, err = calendar.Parse(minutes + " * *  * *")
	require.NoError(t, err)
	_, err = calendar.Parse(minutes + "1 * *  * *")
	require.ErrorContains(t, err, "it has 1025 bytes")
	_, err = calendar.Parse(strings.Repeat("é", 60))
	require.ErrorContains(t, err, `"`+strings.Repeat("é", 60)+`" cannot be read`)
	_, err = calendar.Parse(strings.Repeat("é", 61))
	require.ErrorContains(t, err, `"`+strings.Repeat("é", 60)+`"… cannot be read`)
}

// TestNever: an expression that no day matches is refused, and one that some day matches is not.
func TestNever(t *testing.T) {
	for _, expression := range []string{
		"0 0 30 2 *", "0 0 31 FEB *", "* * * 31 2,4,6,9,11 *", "0 0 31W 4 *", "0 0 L-29 2 *",
		"0 0 L-30 4,6 ?", "0 0 30-31 2 *",
	} {
		_, err := calendar.Parse(expression)
		require.ErrorIs(t, err, calendar.ErrNever)
		require.EqualError(t, err, `"`+expression+`" never comes: none of its months has such a day`)
	}
	for _, expression := range []string{
		"0 0 29 2 *", "0 0 30 2 MON", "0 0 31 1-2 *", "0 0 L-28 2 *", "0 0 * 2 MON#5", "0 0 29W 2 *", "0 0 31,L 2 *",
	} {
		_, err := calendar.Parse(expression)
		require.NoError(t, err)
	}
}

// TestZones: a zone is one of the database, and the same on each machine.
func TestZones(t *testing.T) {
	for _, zone := range []string{"", "UTC", "Europe/Berlin", "Etc/GMT+12"} {
		_, err := calendar.New("* * * * *", zone)
		require.NoError(t, err)
	}
	for _, zone := range []string{
		"Local", "local", "Nowhere/At All", "UTC 1", "../UTC", "/etc/passwd", " ", "\x00", strings.Repeat("x", 10_000),
	} {
		_, err := calendar.New("* * * * *", zone)
		require.ErrorIs(t, err, calendar.ErrZone, zone)
		require.Less(t, len(err.Error()), 500)
	}
}

// refusals are all that a calendar can be refused for.
var refusals = []error{calendar.ErrSyntax, calendar.ErrNever, calendar.ErrZone}

// FuzzCalendar: whatever the expression, the zone and the time, nothing panics or runs on, and what comes is later than
// what it is asked for.
func FuzzCalendar(f *testing.F) {
	for _, expression := range []string{
		"0 9 * * MON-THU", "*/15 3 * * *", ", * * * * *", "0 0 31 2 *", "0 0 29 2 MON#5",
		"50-10/5 22-2 L-3,15W,LW NOV-FEB FRI#L",
		"* * * * * *", "@daily", "0,50 3 * * *", "59 59 23 31 12 ?", "0 0 0 29 2 ?",
	} {
		f.Add(expression, "Pacific/Chatham", int64(1_775_000_000), int64(30))
		f.Add(expression, "Africa/Casablanca", int64(7_000_000_000), int64(1))
		f.Add(expression, "Pacific/Apia", int64(1_325_000_000), int64(100_000))
		f.Add(expression, "Asia/Manila", int64(-3_950_000_000), int64(1<<40))
		f.Add(expression, "", int64(-1<<63), int64(-1))
	}
	f.Fuzz(func(t *testing.T, expression, zone string, after, span int64) {
		c, err := calendar.New(expression, zone)
		if err != nil {
			require.True(t, slices.ContainsFunc(refusals, func(is error) bool { return errors.Is(err, is) }), err)
			require.Less(t, len(err.Error()), 1000)
			return
		}
		at := time.Unix(after, 0)
		for range 20 {
			next, found := c.Next(at)
			if !found {
				require.Greater(t, at.Year(), 9900)
				return
			}
			require.Greater(t, next.Unix(), at.Unix())
			at = next
		}
		from := time.Unix(max(after, -1<<36), 0)
		until := from.Add(time.Duration(span%(1<<33)) * time.Second)
		newest, found := c.Newest(from, until)
		if !found {
			return
		}
		require.True(t, newest.After(from) && !newest.After(until))
		if next, found := c.Next(newest); found {
			require.True(t, next.After(until))
		}
	})
}
