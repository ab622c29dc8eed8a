package main

import (
	"bufio"
	"errors"
	"io"
	"os"

	"dolab/experiments"
)

// sink is where one of a run's outputs goes: a file or stdout. A nil sink is nowhere.
type sink struct {
	*bufio.Writer
	file *os.File
}

// sinks are the outputs of a run besides its page.
type sinks struct{ trace, json, csv *sink }

// openAll opens what the options name, before anything runs.
func (a *app) openAll(o *options) (*sinks, error) {
	s := &sinks{}
	for _, to := range []struct {
		flag, path string
		sink       **sink
	}{{"trace", o.trace, &s.trace}, {"json", o.json, &s.json}, {"csv", o.csv, &s.csv}} {
		opened, err := a.open(to.path)
		if err != nil {
			return nil, usage("--%s: %w", to.flag, errors.Join(err, s.close()))
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
		return &sink{bufio.NewWriter(a.stdout), nil}, nil
	}
	f, err := os.Create(path)
	if err != nil {
		return nil, err
	}
	return &sink{bufio.NewWriter(f), f}, nil
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

// close writes out what is buffered.
func (s *sinks) close() error { return errors.Join(s.trace.close(), s.json.close(), s.csv.close()) }

// writer is the sink as a writer, nil for none.
func (s *sink) writer() io.Writer {
	if s == nil {
		return nil
	}
	return s
}

func (s *sink) close() error {
	if s == nil {
		return nil
	}
	err := s.Flush()
	if s.file == nil {
		return err
	}
	return errors.Join(err, s.file.Close())
}
