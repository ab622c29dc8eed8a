// Package experiments is claims about Durable Objects, run under seeds.
//
// An Experiment has a name, a claim and a Run that fills a Report: cells for machines, a table, verdicts and
// diagnoses for people. Each family of experiments has a folder of its own and imports this package; the list of
// all is in package all, which the command imports. The specimens, multiplexers known to be bad, are in package
// specimens beside ours behind one interface: a suite that cannot catch them is not a suite. What a run is held
// against is in package check. Some experiments run the objects of a Worker script too (package scripted), or measure in
// real time beside the simulation: in a live world, or on a server (package remote). Whole objects for newcomers, each
// with a plain test and a hunt, are in examples.
package experiments
