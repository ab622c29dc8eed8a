package experiments

import "dolab/durable/picture/plot"

// Report is what a run found. Its JSON form is the stable machine interface.
type Report struct {
	Experiment string `json:"experiment"`
	Seed       uint64 `json:"seed"`
	Profile    string `json:"profile"`
	Version    string `json:"version"`
	Hash       string `json:"hash"` // XXH64 of the whole trace
	Cells      []Cell `json:"cells"`

	Claim    string        `json:"-"`
	Table    Table         `json:"-"` // the cells as a reader sees them
	Figures  []plot.Figure `json:"-"` // what the numbers look like, for --html
	Data     Table         `json:"-"` // for --csv, where it has more than the table: single measurements
	Verdicts []Verdict     `json:"-"`
	Notes    []string      `json:"-"` // lines of diagnosis, one per failing cell
	Failures []string      `json:"-"` // how the cells contradict the claim; none: it holds
	// Unclaimed says why the claim need not hold on the profile; "": it must.
	Unclaimed string `json:"-"`
	Replay    string `json:"-"` // the command that gives this report again
}

// Cell is one cell of a report: a struct with JSON tags, the experiment's own.
type Cell any

// Table is rows of text under a header.
type Table struct {
	Title  string
	Header []string
	Rows   [][]string
}

// Verdict is an answer to one of the questions an experiment was built to answer.
type Verdict struct {
	Question string
	Answer   string // "TRUE", "FALSE", …
	Evidence string
}
