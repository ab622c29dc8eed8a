package scripts

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"time"

	"go.yaml.in/yaml/v3"
)

// The files of a project that say how it is hunted.
const (
	configFile = "dolab.yaml"
	TestFile   = "dolab.test.ts"
)

// config is what dolab.yaml says.
type config struct {
	Routes  []route             `yaml:"routes"`
	RPC     map[string][]string `yaml:"rpc"` // "Class.method": the lists of arguments to draw from, each as JSON
	Objects []string            `yaml:"objects"`
	Due     []due               `yaml:"due"`

	Alarms int     `yaml:"alarms"` // how often an alarm may ring when everything is over
	Memory float64 `yaml:"memory"` // how many MiB the heap may have
	Forget *bool   `yaml:"forget"` // whether answers may rest on memory

	Clocks bool `yaml:"clocks"` // whether clocks may differ, so that an alarm may ring early

	Faults     []string      `yaml:"faults"`
	Clients    int           `yaml:"clients"`
	Operations int           `yaml:"operations"`
	Settle     time.Duration `yaml:"settle"`
}

// The limits where dolab.yaml has none.
const (
	alarmsMax = 200
	memoryMax = 64
)

// readConfig reads dolab.yaml of a directory; without one all is as usual.
func readConfig(dir string) (c config, err error) {
	path := filepath.Join(dir, configFile)
	data, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return c.usual(), nil
	}
	if err != nil {
		return c, err
	}
	d := yaml.NewDecoder(bytes.NewReader(data))
	d.KnownFields(true)
	if err := d.Decode(&c); err != nil && !errors.Is(err, io.EOF) {
		text := strings.TrimPrefix(err.Error(), "yaml: ")
		text = strings.TrimPrefix(strings.ReplaceAll(text, "\n  ", "; "), "unmarshal errors:; ")
		return c, fmt.Errorf("%s: %s", path, foreignField.ReplaceAllString(text, "field $1 is unknown"))
	}
	return c.usual(), nil
}

// foreignField is what the library says of a field that is unknown.
var foreignField = regexp.MustCompile(`field (\S+) not found in type \S+`)

func (c config) usual() config {
	if len(c.Objects) == 0 {
		c.Objects = []string{"a", "b"}
	}
	if c.Alarms <= 0 {
		c.Alarms = alarmsMax
	}
	if c.Memory <= 0 {
		c.Memory = memoryMax
	}
	return c
}

// route is a request that clients make: "POST /order/{n}", with the values of its placeholders. The method WS opens a
// WebSocket, sends the body in a message, and closes it.
type route struct {
	Method, Path string
	Body         string
	Headers      map[string]string
	Values       map[string][]string
}

// name is the name of the deed that requests the route.
func (r route) name() string { return r.Method + " " + r.Path }

var routeForm = regexp.MustCompile(`^([A-Z]+)\s+(/\S*)$`)

// parseRoute reads the text form of a route.
func parseRoute(text string) (r route, err error) {
	m := routeForm.FindStringSubmatch(strings.TrimSpace(text))
	if m == nil {
		return r, fmt.Errorf(`%q is not a route: want a method and a path, such as "POST /order/{n}"`, text)
	}
	return route{Method: m[1], Path: m[2]}, nil
}

// UnmarshalYAML reads a route: its text, or a mapping with route, body, headers and values.
func (r *route) UnmarshalYAML(n *yaml.Node) (err error) {
	if n.Kind == yaml.ScalarNode {
		*r, err = parseRoute(n.Value)
		return err
	}
	var full struct {
		Route   string              `yaml:"route"`
		Body    string              `yaml:"body"`
		Headers map[string]string   `yaml:"headers"`
		Values  map[string][]string `yaml:"values"`
	}
	if err := n.Decode(&full); err != nil {
		return err
	}
	if *r, err = parseRoute(full.Route); err != nil {
		return fmt.Errorf("line %d: %w", n.Line, err)
	}
	r.Body, r.Headers, r.Values = full.Body, full.Headers, full.Values
	return nil
}

// due is where the times are at which stored work is to be done: a column, "jobs.run_at" or "jobs.run_at WHERE done = 0",
// or values of the key-value store by the beginning of their keys, "kv job:" or "kv job:.at" for a field of theirs.
type due struct {
	table, column, where string

	prefix, field string
	kv            bool
}

var dueKeyForm = regexp.MustCompile(`^\s*kv\s+([^\s.]+)(?:\.(\w+))?\s*$`)

var dueForm = regexp.MustCompile(`(?is)^\s*("?[\w$]+"?)\.("?[\w$]+"?)(?:\s+where\s+(.+))?$`)

func parseDue(text string) (due, error) {
	if m := dueKeyForm.FindStringSubmatch(text); m != nil {
		return due{kv: true, prefix: m[1], field: m[2]}, nil
	}
	m := dueForm.FindStringSubmatch(text)
	if m == nil {
		return due{}, fmt.Errorf(`%q is no place of times: want TABLE.COLUMN, "TABLE.COLUMN WHERE condition", `+
			`"kv PREFIX" or "kv PREFIX.FIELD"`, text)
	}
	return due{table: m[1], column: m[2], where: m[3]}, nil
}

// UnmarshalYAML reads a column.
func (d *due) UnmarshalYAML(n *yaml.Node) (err error) {
	*d, err = parseDue(n.Value)
	return err
}

// knownDue are the columns of multiplexers that are known by their tables.
var knownDue = []due{
	{table: "cf_agents_schedules", column: "time"},
	{table: "_actor_alarms", column: "time"},
	{table: "_alarms", column: "due"},
}

// String is its text form.
func (d due) String() string {
	switch {
	case d.kv && d.field == "":
		return "kv " + d.prefix
	case d.kv:
		return "kv " + d.prefix + "." + d.field
	}
	return d.table + "." + d.column
}

// query is the statement that finds the earliest time.
func (d due) query() string {
	text := "SELECT MIN(" + d.column + ") FROM " + d.table
	if d.where != "" {
		text += " WHERE " + d.where
	}
	return text
}

// CheckRoute holds a text to the form of a route.
func CheckRoute(text string) error {
	_, err := parseRoute(text)
	return err
}

// CheckDue holds a text to the form of a column.
func CheckDue(text string) error {
	_, err := parseDue(text)
	return err
}
