package main

import (
	"encoding/json"
	"io"

	"dolab/experiments"
)

// huntRecord is what a hunt has found, for machines: see hunt --help.
type huntRecord struct {
	Version string       `json:"version"`
	Command string       `json:"command"`
	Failing bool         `json:"failing"`
	Corpus  []keptRecord `json:"corpus"`
	Hunts   []preyRecord `json:"hunts"`
}

// keptRecord is a scenario of the corpus that still goes wrong.
type keptRecord struct {
	Scenario  int    `json:"scenario"` // from 1
	Mux       string `json:"mux"`
	Signature string `json:"signature"`
}

// preyRecord is what was found on one multiplexer.
type preyRecord struct {
	Mux     string        `json:"mux"`
	First   uint64        `json:"first_seed"`
	Seeds   int           `json:"seeds"`
	Failing int           `json:"failing"`
	Notes   []string      `json:"notes,omitempty"` // what was not tried
	Groups  []groupRecord `json:"groups"`
}

// groupRecord is the seeds in which the same goes wrong.
type groupRecord struct {
	Signature string `json:"signature"`
	First     uint64 `json:"first_seed"`
	Seeds     int    `json:"seeds"`
	Note      string `json:"note"`               // of the first seed: whom it befell, and when
	Scenario  string `json:"scenario,omitempty"` // shrunk
	Replay    string `json:"replay"`             // the command that shows it
}

// record is what was found, with the scenarios of the corpus that still go wrong.
func (h *hunting) record(all []prey, kept []keptRecord) *huntRecord {
	r := &huntRecord{Version: experiments.Version, Command: h.again(h.seeds), Failing: len(kept) > 0, Corpus: kept}
	if kept == nil {
		r.Corpus = []keptRecord{}
	}
	for _, x := range all {
		p := preyRecord{
			Mux: x.mux, First: h.seed, Seeds: x.bag.Seeds, Failing: x.bag.Failing, Notes: x.bag.Notes, Groups: []groupRecord{},
		}
		for n, g := range x.bag.Groups {
			r.Failing = true
			p.Groups = append(p.Groups, groupRecord{
				g.Signature, g.First, g.Seeds, g.Note.String(), x.small[n], h.show(x.mux, g),
			})
		}
		r.Hunts = append(r.Hunts, p)
	}
	return r
}

func (r *huntRecord) write(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", "  ")
	return e.Encode(r)
}
