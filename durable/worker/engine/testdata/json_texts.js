// Inputs of JSON.parse. json_texts.json has what workerd 1.20260730.1 says of each.
export const inputs = [
  "", " ", "\n", "abc", "{", "[", "{]", "[}", "{\"a\"", "{\"a\":", "{\"a\":1", "{\"a\":1,", "{\"a\":1,}", "[1", "[1,", "[1,]", "[,]", "{,}",
  "{a:1}", "{'a':1}", "{\"a\" 1}", "{\"a\":1 \"b\":2}", "[1 2]", "[1}", "{\"a\":1]", "1 2", "1a", "{} x", "[] []", "nul", "nulL", "tru", "truE", "falsx",
  "undefined", "NaN", "-", "-a", "+1", "01", "1.", "1.a", ".5", "1e", "1e+", "1ex", "0x10", "\"", "\"abc", "\"a\nb\"", "\"\\x\"", "\"\\u12\"", "\"\\u12",
  "\"\\", "\"a\tb\"", "'a'", "<html>", "<!DOCTYPE html>\n<html><body>some longer text that goes on and on and on</body></html>", "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20 x]",
  "{\"key\":\"value\",\"other\":\"some text that is long enough to be cut\", bad}", "\n\n  {\"a\":\n 1,\n x}", "é", "{\"a\":é}", "😀", "[\"a\",]", "[1,2,]", "{\"a\":{\"b\":[1,{\"c\":}]}}",
  "hello world this is a long text without any json at all in it", "[object Object]", "null x", "true false", "\"a\" \"b\"", "{\"a\":1}}", "]", "}", ":", ",", "\u0000", "[1,2", "{\"a\":\"b", "--1", "1-", "1e5x", "[\"\u2028\"", "a",
  "{\"a\":1,,\"b\":2}", "{\"a\"::1}", "[1,,2]", "{1:2}", "{null:1}", "[tru]", "{\"a\":tru}", "t", "f", "n",
];
