extern crate proc_macro;
use proc_macro::TokenStream;

#[proc_macro]
pub fn the_answer(_input: TokenStream) -> TokenStream {
    "fn answer() -> i32 { 5 }".parse().unwrap()
}
