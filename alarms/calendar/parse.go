package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"
)

// expressionMax is how many bytes an expression may have.
const expressionMax = 1024

// field is what a field of an expression can hold.
type field struct {
	name     string
	min, max int
	cycle    int      // how many values there are before they come again
	names    []string // of the values from min on
	forms    string   // what is possible beyond numbers
}

// fields are in the order of an expression.
var fields = [...]field{
	{name: "second", max: 59, cycle: 60},
	{name: "minute", max: 59, cycle: 60},
	{name: "hour", max: 23, cycle: 24},
	{name: "day of the month", min: 1, max: 31, cycle: 31, forms: ", L, L-3, 15W or LW"},
	{
		name: "month", min: 1, max: 12, cycle: 12, forms: ", or JAN to DEC",
		names: []string{"jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"},
	},
	{
		name: "day of the week", max: 7, cycle: 7, forms: ", or SUN to SAT, FRI#2 or FRI#L",
		names: []string{"sun", "mon", "tue", "wed", "thu", "fri", "sat"},
	},
}

// descriptors are expressions that have a name.
var descriptors = map[string]string{
	"@yearly": "0 0 0 1 1 *", "@annually": "0 0 0 1 1 *", "@monthly": "0 0 0 1 * *", "@weekly": "0 0 0 * * 0",
	"@daily": "0 0 0 * * *", "@midnight": "0 0 0 * * *", "@hourly": "0 0 * * * *",
}

// Parse reads a cron expression, in UTC. The package doc has the grammar.
func Parse(expression string) (*Calendar, error) {
	c := &Calendar{expression: strings.TrimSpace(expression), zone: time.UTC}
	if err := c.parse(c.expression); err != nil {
		return nil, fmt.Errorf("%s %w: %w", quote(expression), ErrSyntax, err)
	}
	if day := int64(10_957); !c.days.comes(day) { // 2000-01-01, where all leap years and weekdays are near.
		return nil, fmt.Errorf("%s %w: none of its months has such a day", quote(expression), ErrNever)
	}
	return c, nil
}

func (d *days) comes(from int64) bool {
	_, found := d.next(from, from+searchDays)
	return found
}

func (c *Calendar) parse(text string) error {
	if len(text) > expressionMax {
		return fmt.Errorf("it has %d bytes: want at most %d", len(text), expressionMax)
	}
	if strings.HasPrefix(text, "@") {
		long := descriptors[strings.ToLower(text)]
		if long == "" {
			return fmt.Errorf("unknown name: want @hourly, @daily, @weekly, @monthly or @yearly")
		}
		text = long
	}
	if strings.Contains(text, "TZ=") {
		return fmt.Errorf("it has a time zone: the zone is given beside the expression")
	}
	parts := strings.Fields(text)
	switch len(parts) {
	case len(fields) - 1:
		parts = append([]string{"0"}, parts...)
	case len(fields):
	default:
		return fmt.Errorf("it has %d fields: want 5 (minute, hour, day of the month, month, day of the week), "+
			"or 6 with seconds first, or a name such as @daily", len(parts))
	}
	into := [...]*set{&c.clock.second, &c.clock.minute, &c.clock.hour, &c.days.dom, &c.days.month, &c.days.dow}
	for n := range fields {
		if err := c.parseField(n, parts[n], into[n]); err != nil {
			return fmt.Errorf("%s %s: %w", fields[n].name, quote(parts[n]), err)
		}
	}
	return nil
}

// parseField reads a list.
func (c *Calendar) parseField(n int, text string, into *set) error {
	f := &fields[n]
	for part := range strings.SplitSeq(strings.ToLower(text), ",") {
		special, err := false, error(nil)
		switch {
		case part == "":
			err = fmt.Errorf("an element of the list is empty: want %s", f.want())
		case into == &c.days.dom:
			special, err = c.days.parseDom(f, part)
		case into == &c.days.dow:
			special, err = c.days.parseDow(f, part)
		}
		if err == nil && !special {
			err = f.parse(part, into)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// parse adds one element of a list to a set: a star, a value or a range, with or without a step.
func (f *field) parse(text string, into *set) error {
	values, every, stepped := strings.Cut(text, "/")
	step := 1
	if stepped {
		n, ok := number(every)
		if !ok || n == 0 {
			return fmt.Errorf("step %s: want a number of 1 or more", quote(every))
		}
		step = n
	}
	star := values == "*" || values == "?"
	low, high := f.min, f.max
	if !star {
		var err error
		if low, high, err = f.bounds(values, stepped); err != nil {
			return err
		}
	}
	if size := high - low + 1; step > 1 && step >= size {
		return fmt.Errorf("step %d in %s: want less than %d, the number of values", step, quote(text), size)
	}
	for v := low; v <= high; v += step {
		into.bits |= 1 << ((v-f.min)%f.cycle + f.min)
	}
	into.star = into.star || star && step == 1
	return nil
}

// bounds reads a value or a range. The end of one that goes round is beyond the field's largest value. A single value
// with a step goes on to the largest.
func (f *field) bounds(text string, stepped bool) (low, high int, err error) {
	begin, end, ranged := strings.Cut(text, "-")
	if low, err = f.value(begin); err != nil {
		return 0, 0, err
	}
	switch {
	case ranged:
		if high, err = f.value(end); err != nil {
			return 0, 0, err
		}
	case stepped:
		high = f.max
	default:
		high = low
	}
	if low > high && low-f.min >= f.cycle { // Sunday as 7.
		low -= f.cycle
	}
	if low > high {
		high += f.cycle
	}
	return low, high, nil
}

// value reads a number or a name.
func (f *field) value(text string) (int, error) {
	for n, name := range f.names {
		if text == name {
			return f.min + n, nil
		}
	}
	n, ok := number(text)
	if !ok {
		return 0, fmt.Errorf("%s: want %s", quote(text), f.want())
	}
	if n < f.min || n > f.max {
		return 0, fmt.Errorf("%d is out of range: want %s", n, f.want())
	}
	return n, nil
}

// want says what a field can hold.
func (f *field) want() string {
	return fmt.Sprintf("%d to %d%s, as in * 5 1-5 */2 or 1,3", f.min, f.max, f.forms)
}

// parseDom reads what only the day of the month has, and reports whether text is of that kind.
func (d *days) parseDom(f *field, text string) (bool, error) {
	if text == "l" {
		d.last |= 1
		return true, nil
	}
	if text == "lw" {
		d.near |= 1
		return true, nil
	}
	if before, ok := strings.CutPrefix(text, "l-"); ok {
		n, ok := number(before)
		if !ok || n < 1 || n > 30 {
			return true, fmt.Errorf("%s: want L-1 to L-30", quote(text))
		}
		d.last |= 1 << n
		return true, nil
	}
	if day, ok := strings.CutSuffix(text, "w"); ok {
		n, ok := number(day)
		if !ok || n < f.min || n > f.max {
			return true, fmt.Errorf("%s: want 1W to 31W, or LW", quote(text))
		}
		d.near |= 1 << n
		return true, nil
	}
	return false, nil
}

// parseDow reads what only the day of the week has, and reports whether text is of that kind.
func (d *days) parseDow(f *field, text string) (bool, error) {
	name, which, ok := strings.Cut(text, "#")
	if !ok {
		return false, nil
	}
	day, err := f.value(name)
	if err != nil {
		return true, err
	}
	n, ok := number(which)
	if which == "l" {
		n = 0
	} else if !ok || n < 1 || n > 5 {
		return true, fmt.Errorf("%s: want #1 to #5, or #L for the last", quote(text))
	}
	d.nth[day%7] |= 1 << n
	return true, nil
}

// number reads digits, and nothing else.
func number(text string) (int, bool) {
	if strings.Trim(text, "0123456789") != "" {
		return 0, false
	}
	n, err := strconv.Atoi(text)
	return n, err == nil
}

// quoteMax is how much of a text an error shows.
const quoteMax = 60

func quote(text string) string {
	if runes := []rune(text); len(runes) > quoteMax {
		return strconv.Quote(string(runes[:quoteMax])) + "…"
	}
	return strconv.Quote(text)
}
