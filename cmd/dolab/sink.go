package main

import (
	"bufio"
	"errors"

	"dolab/experiments"
)

// sink is where one of a command's outputs goes: a file or stdout. A nil sink is nowhere.
type sink struct {
	*bufio.Writer
	file *outFile
	name string
	end  func() error // writes what completes the output; nil: nothing does
}

// sinks are the outputs of a run besides its page.
type sinks struct{ trace, json, csv, html, svg *sink }

// openAll opens what the options name, before anything runs.
func (a *app) openAll(o *options) (*sinks, error) {
	s := &sinks{}
	for _, to := range []struct {
		flag, path string
		sink       **sink
	}{
		{"trace", o.trace, &s.trace},
		{"json", o.json, &s.json},
		{"csv", o.csv, &s.csv},
		{"html", o.html, &s.html},
		{"svg", o.svg, &s.svg},
	} {
		opened, err := a.open(to.path)
		if err != nil {
			s.discard()
			return nil, usage("--%s: %w", to.flag, err)
		}
		*to.sink = opened
	}
	return s, nil
}

func (a *app) open(path string) (*sink, error) {
	switch path {
	case "":
		return nil, nil
	case "-":
		return &sink{Writer: bufio.NewWriter(a.stdout), name: "stdout"}, nil
	}
	f, err := createOut(path)
	if err != nil {
		return nil, err
	}
	a.filesLock.Lock()
	a.files = append(a.files, f)
	a.filesLock.Unlock()
	return &sink{Writer: bufio.NewWriter(f), file: f, name: path}, nil
}

// write writes reports as JSON and CSV.
func (s *sinks) write(reports []*experiments.Report, settings map[string]any) error {
	if s.json != nil {
		records := make([]*record, len(reports))
		for n, r := range reports {
			var err error
			if records[n], err = newRecord(r, settings); err != nil {
				return err
			}
		}
		if err := writeRecords(s.json, records); err != nil {
			return err
		}
	}
	if s.csv != nil {
		return writeCSV(s.csv, reports)
	}
	return nil
}

// close completes the outputs, writes out what is buffered and puts each file in its place.
func (s *sinks) close() error {
	return errors.Join(s.trace.close(), s.json.close(), s.csv.close(), s.html.close(), s.svg.close())
}

// discard leaves all files as they were.
func (s *sinks) discard() {
	for _, one := range []*sink{s.trace, s.json, s.csv, s.html, s.svg} {
		one.discard()
	}
}

func (s *sink) close() error {
	if s == nil {
		return nil
	}
	var err error
	if s.end != nil {
		err = s.end()
	}
	if err == nil {
		err = s.Flush()
	}
	switch {
	case s.file == nil:
	case err != nil:
		s.file.discard()
	default:
		err = s.file.commit()
	}
	return unwritten(s.name, err)
}

func (s *sink) discard() {
	if s != nil && s.file != nil {
		s.file.discard()
	}
}

// save replaces a file by text.
func (a *app) save(path, text string) error {
	s, err := a.open(path)
	if err != nil {
		return unwritten(path, err)
	}
	_, err = s.WriteString(text)
	return errors.Join(unwritten(path, err), s.close())
}
