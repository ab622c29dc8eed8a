package sqlite

import "strings"

// pragmaArg is what argument a pragma may have.
type pragmaArg uint8

const (
	pragmaForbidden pragmaArg = iota
	pragmaFree
	pragmaNoArg
	pragmaBoolean
	pragmaName
	pragmaNameOrNone
	pragmaNumberOrNone
	pragmaAny
)

// pragmas are those a user may run. workerd of 2026-07-30: ALLOWED_PRAGMAS (later ones also allow page_size).
var pragmas = map[string]pragmaArg{
	"table_list":  pragmaFree,
	"table_info":  pragmaName,
	"table_xinfo": pragmaName,

	"data_version": pragmaNoArg,

	"case_sensitive_like":       pragmaBoolean,
	"foreign_keys":              pragmaBoolean,
	"defer_foreign_keys":        pragmaBoolean,
	"ignore_check_constraints":  pragmaBoolean,
	"legacy_alter_table":        pragmaBoolean,
	"recursive_triggers":        pragmaBoolean,
	"reverse_unordered_selects": pragmaBoolean,

	"foreign_key_check": pragmaNameOrNone,
	"foreign_key_list":  pragmaName,
	"index_info":        pragmaName,
	"index_list":        pragmaName,
	"index_xinfo":       pragmaName,
	"quick_check":       pragmaAny,
	"optimize":          pragmaNumberOrNone,
}

// functions are those a user's statement may call. workerd: ALLOWED_SQLITE_FUNCTIONS.
var functions = set(`
	abs changes char coalesce concat concat_ws format glob hex ifnull iif instr last_insert_rowid length like likelihood
	likely load_extension lower ltrim max_scalar min_scalar nullif octet_length printf quote random randomblob replace
	round rtrim sign soundex substr substring total_changes trim typeof unhex unicode unlikely upper zeroblob

	date time datetime julianday unixepoch strftime timediff current_date current_time current_timestamp

	avg count group_concat max min string_agg sum total

	row_number rank dense_rank percent_rank cume_dist ntile lag lead first_value last_value nth_value

	acos acosh asin asinh atan atan2 atanh ceil cos cosh degrees exp floor ln log log2 mod pi pow radians sin sinh sqrt
	tan tanh trunc

	json jsonb json_array jsonb_array json_array_length json_extract jsonb_extract -> ->> json_insert jsonb_insert
	json_object jsonb_object json_patch jsonb_patch json_remove jsonb_remove json_replace jsonb_replace json_set
	jsonb_set json_type json_valid json_quote json_group_array jsonb_group_array json_group_object jsonb_group_object
	json_each json_tree

	match highlight bm25 snippet

	sqlite_rename_column sqlite_rename_table sqlite_rename_test sqlite_drop_column sqlite_rename_quotefix
`)

func set(words string) map[string]bool {
	s := map[string]bool{}
	for _, w := range strings.Fields(words) {
		s[w] = true
	}
	return s
}
