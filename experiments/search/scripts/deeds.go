package scripts

import (
	"encoding/json"
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"dolab/durable/clone"
	"dolab/durable/worker"
	"dolab/experiments/search"
)

// arguments is the field with the arguments of a call, as JSON.
var arguments = search.Field[string]{Name: "args"}

// testDeed is a deed of the module of tests.
func testDeed(name string, odds int) search.Deed {
	return search.Deed{
		Name: name, Odds: odds, Fields: search.Fields{arguments}, Do: search.Do((*play).runTest), Check: checkArguments,
	}
}

// checkArguments refuses arguments that are not JSON.
func checkArguments(o search.Operation) error {
	if text := arguments.Of(o); !json.Valid([]byte(text)) {
		return fmt.Errorf("%s: args: %q is not JSON", o.Do, text)
	}
	return nil
}

// placeholder is a part of a route that is drawn.
var placeholder = regexp.MustCompile(`\{(\w+)\}`)

// drawn are the values of a placeholder where none are given. They are names as well as numbers.
var drawn = []string{"1", "2", "3"}

// routeDeed is a request of a client.
func routeDeed(r route) (search.Deed, error) {
	d := search.Deed{Name: r.name(), Do: search.Do(func(p *play, c *search.Client, o search.Operation) error {
		if r.Method == methodSocket {
			return p.socket(c, o, r)
		}
		return p.request(c, o, r)
	})}
	var seen []string
	all := r.Path + " " + r.Body
	for _, header := range slices.Sorted(maps.Keys(r.Headers)) {
		all += " " + r.Headers[header]
	}
	for _, m := range placeholder.FindAllStringSubmatch(all, -1) {
		if slices.Contains(seen, m[1]) {
			continue
		}
		seen = append(seen, m[1])
		values := r.Values[m[1]]
		if len(values) == 0 {
			values = drawn
		}
		switch m[1] {
		case "at", "client", "do", "args":
			return d, fmt.Errorf("route %s: {%s} has the name of another field: take another", d.Name, m[1])
		case "key":
			d.Fields = append(d.Fields, search.Keys(values...))
		default:
			d.Fields = append(d.Fields, search.Field[string]{Name: m[1], Draw: values})
		}
	}
	return d, nil
}

// filled puts the fields of an operation into a text.
func filled(text string, o search.Operation) string { return filledAt(text, o, time.Time{}) }

// filledAt is filled at a time: "now+5000" is 5 s later, in milliseconds.
func filledAt(text string, o search.Operation, now time.Time) string {
	return placeholder.ReplaceAllStringFunc(text, func(m string) string {
		name := m[1 : len(m)-1]
		if name == "key" {
			return o.Key
		}
		value := search.Field[string]{Name: name}.Of(o)
		if rest, found := strings.CutPrefix(value, soon); found {
			if ms, err := strconv.Atoi(rest); err == nil {
				return strconv.FormatInt(now.UnixMilli()+int64(ms), 10)
			}
		}
		return value
	})
}

// methodDeed is a call of a method of a class.
func (p *Project) methodDeed(m worker.Method, given []string) (search.Deed, error) {
	args := arguments
	if args.Draw = given; len(given) == 0 {
		types := p.source.params(m.Class, m.Method)
		var shapes []shape
		for _, name := range m.Params {
			shapes = append(shapes, p.source.shapeOf(name, types[name], 0))
		}
		args.Draw = examples(shapes)
	}
	for _, text := range args.Draw {
		var list []any
		if err := json.Unmarshal([]byte(text), &list); err != nil {
			return search.Deed{}, fmt.Errorf("%s: rpc: %s.%s: %q is no list of arguments: %w",
				configFile, m.Class, m.Method, text, err)
		}
	}
	trusted := len(given) > 0 || len(m.Params) == 0
	return search.Deed{
		Name: m.Class + "." + m.Method, Fields: search.Fields{search.Keys(p.Objects...), args}, Check: checkArguments,
		Do: search.Do(func(p *play, c *search.Client, o search.Operation) error { return p.call(c, o, m, trusted) }),
	}, nil
}

// The forms of names of parameters that say what they hold, and what is tried first.
var (
	timeName   = regexp.MustCompile(`(?i)(^|_)(at|when|due|deadline|time|until|date|timestamp)$|[a-z](At|When|Time|Date)$`)
	numberName = regexp.MustCompile(`(?i)^(n|i|k|x|y|count|num|number|size|limit|offset|index|step|by)$|` +
		`(amount|cents|price|qty|quantity|total|delta|points|score|days|hours|minutes|version)$`)
	spanName = regexp.MustCompile(`(?i)(delay|seconds|secs|millis|ms|wait|after|timeout|ttl|duration|interval)$`)
	flagName = regexp.MustCompile(`^(is|has|should|with)[A-Z]|(?i)^(flag|force|enabled|dry)$`)
)

// inTime is what an argument stands for that is so many milliseconds from now.
type inTime struct {
	In int `json:"$in"`
}

// examples are lists of arguments for parameters of these shapes.
func examples(params []shape) []string {
	if len(params) == 0 {
		return []string{"[]"}
	}
	var list []string
	for n := range examplesEach {
		args := make([]any, len(params))
		for k, x := range params {
			args[k] = x.value(n)
		}
		data, err := json.Marshal(args)
		if err != nil {
			panic(err) // They are plain.
		}
		list = append(list, string(data))
	}
	return list
}

// wire makes the arguments of a call of their JSON: {"$in": 5000} is the time in 5 s, in milliseconds.
func wire(text string, now time.Time) (list [][]byte, err error) {
	var args []any
	if err := json.Unmarshal([]byte(text), &args); err != nil {
		return nil, err
	}
	for _, a := range args {
		data, err := clone.Marshal(timed(a, now))
		if err != nil {
			return nil, err
		}
		list = append(list, data)
	}
	return list, nil
}

// timed is a value whose {"$in": 5000} are times.
func timed(v any, now time.Time) any {
	switch x := v.(type) {
	case []any:
		for n := range x {
			x[n] = timed(x[n], now)
		}
	case map[string]any:
		if ms, is := x["$in"].(float64); is && len(x) == 1 {
			return float64(now.UnixMilli()) + ms
		}
		for name := range x { //detcheck:allow maporder each is changed by itself
			x[name] = timed(x[name], now)
		}
	}
	return v
}

// readers are the words with which the names of methods that only read begin.
var readers = []string{
	"get", "list", "read", "count", "has", "is", "find", "show", "status", "state", "total", "balance", "peek", "all",
	"query", "stats", "top", "current", "history", "results", "summary", "view", "info", "lookup", "search", "members",
	"snapshot", "items", "entries", "exists", "contains", "describe", "ranking", "remaining", "value",
}

// reads reports whether a method looks as if it only reads, by its name.
func reads(method string) bool {
	for _, word := range readers {
		if rest, found := strings.CutPrefix(method, word); found && (rest == "" || rest[0] < 'a' || rest[0] > 'z') {
			return true
		}
	}
	return false
}
