// Command dolab is the laboratory from a shell: it lists experiments, runs them and replays what they reported.
//
//	dolab list [experiments|multiplexers|subjects|profiles|faults|points|bugs|prices]
//	dolab run EXPERIMENT [--mux … --n … --profile … --set NAME=VALUE … --faults TEXT … --seed … --seeds N
//	  --json FILE|- --csv FILE --trace FILE --trace-format FORM --quiet]
//	dolab replay FILE.json
//	dolab hunt [FILE.yaml|SUBJECT] [--seeds N --for 10m --profile … --set NAME=VALUE … --faults TEXT …
//	  --corpus FILE --json FILE|- --table --bugs --compare A,B --check-determinism]
//	dolab shrink · crash-sweep · explore [FILE.yaml|SUBJECT --seed N --profile … --set NAME=VALUE … --faults TEXT …]
//	dolab explore … [--names … --limit N|--pct DEPTH]
//	dolab worker [DIR] [--env NAME --bindings FILE.ts --json]
//	dolab worker [DIR] fetch PATH [-X METHOD -H "NAME: VALUE" -d BODY --profile … --faults TEXT … --trace FILE]
//	dolab worker [DIR] run FILE.yaml [--seed N --seeds N --profile … --faults TEXT … --trace FILE]
//	dolab dev [DIR] [--host … --port N --persist-to DIR --durability … --profile … --fault TEXT … --log FORM]
//	dolab replay FILE.yaml|SUBJECT [--seed N --profile … --faults TEXT …] [--step N|--tail N]
//
// A subject is a multiplexer, a design of an experiment (lost-replies/keyed), or an example (examples/saga). For hunt it
// is also the part before the slash, which stands for all that begin with it.
//
// Results go to stdout and nothing else does: the same command with the same seed writes the same bytes, on any
// number of processors; only the seconds of hunt --bugs are the machine's. Errors and progress go to stderr: progress
// after a second where that is a terminal, and elsewhere as a line every ten seconds.
//
// The exit code is 0 where the claim holds, 1 where a report contradicts it or the user's own --faults or --set keep a
// run from its end, and 2 for a command that makes no sense, whose error names the flag, field or file and what is
// possible. It is 3 for a bug of ours, 4 where a result cannot be written, and 130 after an interrupt. A hunt, a
// crash-sweep, an explore and a scenario's replay give 1 where something goes wrong, and worker where a Worker fails or a
// step does not hold. An error in a project is 2.
//
// A file here is a noun: root.go the command tree and its exit codes, flags.go the flags of a run and what they
// may be, subject.go those that say which scenario, texts.go flags that are given again and how a shell reads them,
// seeds.go many seeds on all cores, page.go and table.go what a reader sees, json.go, huntjson.go and csv.go what a
// machine sees, worker*.go Workers: the project, one request, a script of package steps, dev*.go the local server: its
// flags, the classes in Go that it brings, and the files that it looks at. A new subcommand is a file and a line in
// root.go; a new experiment needs no change here: package experiments/all lists them. Besides the workers of package
// search this is the only place with goroutines and the machine's clock: worlds have neither.
package main
