package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"

	"dolab/experiments"
)

// record is a report as a file keeps it: the cells unread, the settings as they were typed: each a text or, of a
// flag that is given again for more, a list of them.
type record struct {
	Experiment string            `json:"experiment"`
	Seed       uint64            `json:"seed"`
	Profile    string            `json:"profile"`
	Version    string            `json:"version"`
	Hash       string            `json:"hash"`
	Cells      []json.RawMessage `json:"cells"`
	Settings   map[string]any    `json:"settings,omitempty"`
}

// newRecord packs a report.
func newRecord(r *experiments.Report, settings map[string]any) (*record, error) {
	rec := &record{r.Experiment, r.Seed, r.Profile, r.Version, r.Hash, []json.RawMessage{}, settings}
	for n, cell := range r.Cells {
		b, err := compact(cell)
		if err != nil {
			return nil, fmt.Errorf("cell %d: %w", n, err)
		}
		rec.Cells = append(rec.Cells, b)
	}
	return rec, nil
}

// compact is v on one line, with <, > and & as they are.
func compact(v any) (json.RawMessage, error) {
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	err := enc.Encode(v)
	return bytes.TrimSpace(b.Bytes()), err
}

// write writes the record as one JSON object with a line for each field and each cell.
func (rec *record) write(w io.Writer) error {
	var b bytes.Buffer
	fmt.Fprintf(&b, "{\n  \"experiment\": %q,\n  \"seed\": %d,\n  \"profile\": %q,\n  \"version\": %q,\n  \"hash\": %q,\n",
		rec.Experiment, rec.Seed, rec.Profile, rec.Version, rec.Hash)
	b.WriteString("  \"cells\": [")
	for n, cell := range rec.Cells {
		if n > 0 {
			b.WriteByte(',')
		}
		b.WriteString("\n    ")
		b.Write(cell)
	}
	if len(rec.Cells) > 0 {
		b.WriteString("\n  ")
	}
	b.WriteString("]")
	if len(rec.Settings) > 0 {
		settings, err := compact(rec.Settings)
		if err != nil {
			return err
		}
		b.WriteString(",\n  \"settings\": ")
		b.Write(settings)
	}
	b.WriteString("\n}")
	_, err := w.Write(b.Bytes())
	return err
}

// writeRecords writes one record as an object, several as an array.
func writeRecords(w io.Writer, recs []*record) error {
	if len(recs) == 1 {
		if err := recs[0].write(w); err != nil {
			return err
		}
		_, err := io.WriteString(w, "\n")
		return err
	}
	before := "[\n"
	for _, rec := range recs {
		if _, err := io.WriteString(w, before); err != nil {
			return err
		}
		if err := rec.write(w); err != nil {
			return err
		}
		before = ",\n"
	}
	_, err := io.WriteString(w, "\n]\n")
	return err
}

// readRecords reads what writeRecords wrote.
func readRecords(data []byte) ([]*record, error) {
	recs := []*record{{}}
	var err error
	if bytes.HasPrefix(bytes.TrimSpace(data), []byte("[")) {
		err = json.Unmarshal(data, &recs)
	} else {
		err = json.Unmarshal(data, recs[0])
	}
	if err != nil {
		return nil, plainly(err, data)
	}
	if len(recs) == 0 {
		return nil, errors.New("it has no reports")
	}
	for _, rec := range recs {
		if rec == nil || rec.Experiment == "" || rec.Version == "" {
			return nil, errors.New("it has no field experiment or version")
		}
	}
	return recs, nil
}

// plainly says what is wrong with a JSON text without names of Go.
func plainly(err error, data []byte) error {
	var kind *json.UnmarshalTypeError
	var syntax *json.SyntaxError
	switch {
	case err.Error() == "unexpected end of JSON input":
		return errors.New("it is empty or ends too early")
	case errors.As(err, &syntax):
		line := 1 + bytes.Count(data[:min(int(syntax.Offset), len(data))], []byte("\n"))
		return fmt.Errorf("line %d: %w", line, err)
	case errors.As(err, &kind) && kind.Field != "":
		return fmt.Errorf("field %s cannot be a JSON %s", kind.Field, kind.Value)
	case errors.As(err, &kind):
		return fmt.Errorf("it is a JSON %s, not an object", kind.Value)
	}
	return err
}
