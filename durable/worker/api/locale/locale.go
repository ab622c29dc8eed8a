// Package locale has what the Intl of a Worker's script needs and JavaScript should not hold: the time zones of the
// IANA database, and the names of zones, currencies and units in American English.
//
// The data are files of this package, never the machine's: a script sees the same zones everywhere. js/intl.js formats
// with them. To renew the tables, run go generate with a new Go and a new node, and read the differences.
package locale

import (
	_ "embed"
	"encoding/binary"
	"strings"
	"time"
)

//go:generate go run gen.go

//go:embed zones.bin
var zoneData string

//go:embed zones.txt
var zoneNames string

//go:embed currencies.txt
var currencies string

//go:embed units.txt
var units string

// Zone returns the canonical name of a time zone, whatever the case of the given one.
func Zone(name string) (string, bool) {
	line, ok := find(zoneNames, name)
	if !ok {
		return "", false
	}
	if len(line) == 2 {
		return line[1], true
	}
	return line[0], true
}

// Names returns the fields of a canonical zone: its lower offset of the year in minutes, short and long name at it, its
// higher offset, short and long name at that, and the short and long name of the zone itself. Empty names are those
// that only tell the offset.
func Names(zone string) string {
	line, ok := find(zoneNames, zone)
	if !ok || len(line) == 2 {
		return ""
	}
	return strings.Join(line[1:], "|")
}

// Offset returns the seconds east of Greenwich of a canonical zone at a time, in ms, whether that is daylight saving
// time, and the span of time, in ms, for which this holds. A span without an end has the largest values.
func Offset(zone string, ms int64) (seconds int, dst bool, from, to int64) {
	const end = 1 << 53
	loc, err := time.LoadLocationFromTZData(zone, data(zone))
	if err != nil {
		return 0, false, -end, end
	}
	t := time.UnixMilli(ms).In(loc)
	_, seconds = t.Zone()
	start, stop := t.ZoneBounds()
	from, to = -end, end
	if !start.IsZero() {
		from = start.UnixMilli()
	}
	if !stop.IsZero() {
		to = stop.UnixMilli()
	}
	return seconds, t.IsDST(), from, to
}

// data finds the TZif data of a canonical zone.
func data(zone string) []byte {
	for rest := zoneData; rest != ""; {
		name, tail, _ := strings.Cut(rest, "\n")
		size := int(binary.BigEndian.Uint16([]byte(tail[:2])))
		if name == zone {
			return []byte(tail[2 : 2+size])
		}
		rest = tail[2+size:]
	}
	return nil
}

// Currency returns the fields of a currency: symbol, narrow symbol, digits, singular and plural name.
func Currency(code string) (string, bool) {
	line, ok := find(currencies, code)
	return strings.Join(line[min(1, len(line)):], "|"), ok
}

// Unit returns the fields of a unit: the patterns of one and of more, and the suffix of "per unit", in short, narrow
// and long form. "#" stands for the number.
func Unit(name string) (string, bool) {
	line, ok := find(units, name)
	return strings.Join(line[min(1, len(line)):], "|"), ok
}

// List returns the first fields of a table: "timeZone" (canonical names only), "currency" or "unit".
func List(table string) []string {
	text := map[string]string{"timeZone": zoneNames, "currency": currencies, "unit": units}[table]
	var out []string
	for line := range strings.Lines(text) {
		fields := strings.Split(strings.TrimSuffix(line, "\n"), "|")
		if len(fields) > 2 {
			out = append(out, fields[0])
		}
	}
	return out
}

// find returns the fields of the line whose first field is key, but for case.
func find(table, key string) ([]string, bool) {
	for line := range strings.Lines(table) {
		name, _, _ := strings.Cut(line, "|")
		if strings.EqualFold(name, key) {
			return strings.Split(strings.TrimSuffix(line, "\n"), "|"), true
		}
	}
	return nil, false
}
