package project

import (
	_ "embed"
	"strings"
)

// fieldsJSON has every field of wrangler's schema (4.164), and the few that older versions had. A string is a type:
// alternatives separated by bars, a literal in single quotes, "!" behind a required field. An object has fields, "*"
// standing for any other name. A list of one is a list of such values. {"|": […]} are alternatives of different form.
//
//go:embed fields.json
var fieldsJSON []byte

// knownFields is the parsed form of fieldsJSON.
func knownFields() *node {
	d := &document{file: "fields.json", data: fieldsJSON}
	if err := d.parseJSON(); err != nil {
		panic(err) // It is part of the program.
	}
	return d.root
}

// inheritedFields are the fields that an environment takes from the top level unless it has them itself.
var inheritedFields = words(`
	access account_id assets base_dir build cache compatibility_date compatibility_flags compliance_region exports
	find_additional_modules first_party_worker jsx_factory jsx_fragment keep_names limits logfwdr logpush main
	migrations minify name no_bundle observability placement preserve_file_names preview_urls previews python_modules
	route routes rules triggers tsconfig upload_source_maps workers_dev`)

// topFields are the fields that an environment cannot have.
var topFields = words(`
	$schema addresses alias data_blobs dependencies_instrumentation dev env keep_vars pages_build_output_dir
	send_metrics site text_blobs wasm_modules`)

// unusedFields have no effect in a simulated world. What is wrong inside them is a warning.
var unusedFields = words(`
	$schema access account_id addresses base_dir build cache cloudchamber compliance_region connect containers
	dependencies_instrumentation dev first_party_worker keep_vars logpush observability pages_build_output_dir
	placement preserve_file_names preview_urls previews python_modules route routes send_metrics site
	streaming_tail_consumers tail_consumers upload_source_maps workers_dev`)

func words(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[w] = true
	}
	return set
}
