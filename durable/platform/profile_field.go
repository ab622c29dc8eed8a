package platform

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"dolab/actor/fault"
)

// Field is one number of a profile: its name, its value as Override reads it, and where it comes from.
type Field struct {
	Name, Value, Source string
	Assumed             bool // nobody has published or measured it
}

// field is how a number is written and read.
type field struct {
	name string
	at   func(p *Profile) any // *fault.Dist, *time.Duration, *int, *bool or *[]Lateness
}

// fields are the numbers of a profile, in the order of its declaration.
var fields = []field{
	{"ClientHop", func(p *Profile) any { return &p.ClientHop }},
	{"ObjectHop", func(p *Profile) any { return &p.ObjectHop }},
	{"Commit", func(p *Profile) any { return &p.Commit }},
	{"ColdStart", func(p *Profile) any { return &p.ColdStart }},
	{"AlarmHop", func(p *Profile) any { return &p.AlarmHop }},
	{"AlarmLate", func(p *Profile) any { return &p.AlarmLate }},
	{"ManagerAhead", func(p *Profile) any { return &p.ManagerAhead }},
	{"TurnTime", func(p *Profile) any { return &p.TurnTime }},
	{"HibernateAfter", func(p *Profile) any { return &p.HibernateAfter }},
	{"EvictAfter", func(p *Profile) any { return &p.EvictAfter }},
	{"TimersInLine", func(p *Profile) any { return &p.TimersInLine }},
	{"ClockRuns", func(p *Profile) any { return &p.ClockRuns }},
	{"CallsInLine", func(p *Profile) any { return &p.CallsInLine }},
	{"CPUMax", func(p *Profile) any { return &p.CPUMax }},
	{"MemoryMax", func(p *Profile) any { return &p.MemoryMax }},
	{"StorageMax", func(p *Profile) any { return &p.StorageMax }},
	{"SameTimeRearms", func(p *Profile) any { return &p.SameTimeRearms }},
	{"QueueMax", func(p *Profile) any { return &p.QueueMax }},
	{"QueueBytesMax", func(p *Profile) any { return &p.QueueBytesMax }},
	{"QueueAgeMax", func(p *Profile) any { return &p.QueueAgeMax }},
	{"RateMax", func(p *Profile) any { return &p.RateMax }},
	{"DepthMax", func(p *Profile) any { return &p.DepthMax }},
}

// Fields lists the numbers of the profile.
func (p Profile) Fields() []Field {
	list := make([]Field, len(fields))
	for n, f := range fields {
		source := p.Sources[f.name]
		if source == "" {
			source = p.Sources["*"]
		}
		list[n] = Field{f.name, fieldText(f.at(&p)), source, strings.Contains(source, "assumed")}
	}
	return list
}

// Override returns the profile with some numbers replaced, each given as NAME=VALUE:
//
//	ClientHop=5ms                     always
//	ClientHop=1ms..20ms               drawn evenly between
//	ClientHop=1ms,2ms,20ms            drawn between quantiles: half below 2 ms
//	ClientHop=1ms/4ms/9ms/20ms/1s     the same from the least, the median, the 90th and 99th percentile, and the most
//	AlarmLate=5s:0s..1ms;0s..1m0s     for alarms set at most 5 s ahead, and for all others
//	HibernateAfter=2s · QueueMax=100  a span, a number; 0 is none
//
// Spans are written as time.ParseDuration reads them, from 0 to ten years. The name of the profile tells.
func (p Profile) Override(texts ...string) (Profile, error) {
	p.Sources, p.AlarmLate = maps.Clone(p.Sources), slices.Clone(p.AlarmLate)
	if p.Sources == nil {
		p.Sources = map[string]string{}
	}
	for _, text := range texts {
		name, value, found := strings.Cut(text, "=")
		if !found {
			return Profile{}, fmt.Errorf("profile: %q is not NAME=VALUE: NAME is one of %s", text, fieldNames())
		}
		at := slices.IndexFunc(fields, func(f field) bool { return f.name == name })
		if at < 0 {
			return Profile{}, fmt.Errorf("profile: unknown field %q: want one of %s", name, fieldNames())
		}
		if err := readField(fields[at].at(&p), value); err != nil {
			return Profile{}, fmt.Errorf("profile: %s: %w", name, err)
		}
		p.Sources[name] = "set by " + text
	}
	if len(texts) > 0 {
		p.Name += " with " + strings.Join(texts, " ")
	}
	return p, nil
}

func fieldNames() string {
	names := make([]string, len(fields))
	for n, f := range fields {
		names[n] = f.name
	}
	return strings.Join(names, ", ")
}

// fieldText writes a number.
func fieldText(at any) string {
	switch v := at.(type) {
	case *fault.Dist:
		return v.String()
	case *time.Duration:
		return v.String()
	case *int:
		return strconv.Itoa(*v)
	case *bool:
		return strconv.FormatBool(*v)
	}
	var parts []string
	for _, l := range *at.(*[]Lateness) {
		if l.UpTo > 0 {
			parts = append(parts, l.UpTo.String()+":"+l.Late.String())
			continue
		}
		parts = append(parts, l.Late.String())
	}
	if len(parts) == 0 {
		return fault.Dist{}.String()
	}
	return strings.Join(parts, ";")
}

// readField reads a number.
func readField(at any, text string) (err error) {
	switch v := at.(type) {
	case *fault.Dist:
		*v, err = fault.ParseDist(text)
	case *time.Duration:
		*v, err = fault.ParseSpan(text)
	case *int:
		n, failed := strconv.Atoi(text)
		switch {
		case errors.Is(failed, strconv.ErrRange), failed == nil && n < 0:
			return fmt.Errorf("%s is out of bounds: want a whole number from 0 to %d", text, math.MaxInt)
		case failed != nil:
			return fmt.Errorf("%q is not a whole number", text)
		}
		*v = n
	case *bool:
		if *v, err = strconv.ParseBool(text); err != nil {
			return fmt.Errorf("%q is not a boolean: want true or false", text)
		}
	case *[]Lateness:
		*v, err = readLateness(text)
	}
	return err
}

// readLateness reads distributions by how long before its time an alarm was set; the last is for all others.
func readLateness(text string) (list []Lateness, err error) {
	parts := strings.Split(text, ";")
	for n, part := range parts {
		upTo, dist, bounded := strings.Cut(part, ":")
		l := Lateness{}
		if !bounded {
			dist = part
		} else if l.UpTo, err = fault.ParseSpan(upTo); err != nil {
			return nil, err
		}
		if last := n == len(parts)-1; last == bounded {
			return nil, fmt.Errorf("%q: every part but the last needs a bound, as in 5s:0s..1ms;0s..1m", text)
		}
		if n > 0 && bounded && l.UpTo <= list[n-1].UpTo {
			return nil, fmt.Errorf("%q: the bounds do not increase", text)
		}
		if l.Late, err = fault.ParseDist(dist); err != nil {
			return nil, err
		}
		list = append(list, l)
	}
	return list, nil
}
