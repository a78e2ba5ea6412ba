//! Refuses a module that a browser would refuse.

use anyhow::{Context as _, Result};
use wasmparser::{Validator, WasmFeatures};

/// What the console may use of WebAssembly: what Chromium, Firefox and Safari have all understood since
/// 2022, and what `data-wasm-opt-params` in `index.html` allows `wasm-opt`. Anything newer fails the build.
const FEATURES: WasmFeatures = WasmFeatures::MUTABLE_GLOBAL
    .union(WasmFeatures::SATURATING_FLOAT_TO_INT)
    .union(WasmFeatures::SIGN_EXTENSION)
    .union(WasmFeatures::REFERENCE_TYPES)
    .union(WasmFeatures::MULTI_VALUE)
    .union(WasmFeatures::BULK_MEMORY)
    .union(WasmFeatures::FLOATS)
    // Not a feature of browsers: without it wasmparser refuses the `externref` of the reference types as
    // well.
    .union(WasmFeatures::GC_TYPES);

/// Checks the whole module: its structure, the type of every instruction, and that it uses no newer feature.
///
/// # Errors
/// With what is wrong and at which byte.
pub(crate) fn validate(name: &str, module: &[u8]) -> Result<()> {
    Validator::new_with_features(FEATURES)
        .validate_all(module)
        .map(drop)
        .with_context(|| format!("the build made an invalid WebAssembly module of {name}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use wasm_encoder::{
        CodeSection, Function, FunctionSection, Instruction, MemorySection, MemoryType, Module,
        TypeSection, ValType,
    };

    /// A module with one function that returns a number, made of these instructions.
    fn module(instructions: &[Instruction<'_>]) -> Vec<u8> {
        let mut types = TypeSection::new();
        types.ty().function([], [ValType::I32]);
        let mut functions = FunctionSection::new();
        functions.function(0);
        let mut body = Function::new([]);
        for instruction in instructions {
            body.instruction(instruction);
        }
        let mut code = CodeSection::new();
        code.function(&body);
        let mut module = Module::new();
        module.section(&types).section(&functions).section(&code);
        module.finish()
    }

    #[test]
    fn a_sound_module_passes() {
        let sound = module(&[Instruction::I32Const(1), Instruction::End]);
        validate("sound", &sound).expect("valid");
        let mut types = TypeSection::new();
        types.ty().function([ValType::EXTERNREF], []);
        let mut references = Module::new();
        references.section(&types);
        validate("references", &references.finish()).expect("valid");
    }

    #[test]
    fn broken_modules_are_refused() {
        let sound = module(&[Instruction::I32Const(1), Instruction::End]);
        let wrong_type = module(&[Instruction::F64Const(1.0.into()), Instruction::End]);
        // What a reordering that forgets to renumber a call would leave behind.
        let no_such_function = module(&[Instruction::Call(7), Instruction::End]);
        for (broken, reason) in [
            (&wrong_type[..], "type mismatch"),
            (&no_such_function, "unknown function"),
            (&sound[..sound.len() - 1], "unexpected"),
            (b"not wasm", "magic"),
        ] {
            let error = format!("{:#}", validate("main.wasm", broken).expect_err(reason));
            assert!(
                error.contains("main.wasm") && error.contains(reason),
                "{error}"
            );
        }
    }

    #[test]
    fn features_that_old_browsers_lack_are_refused() {
        let mut memories = MemorySection::new();
        memories.memory(MemoryType {
            minimum: 1,
            maximum: None,
            memory64: true,
            shared: false,
            page_size_log2: None,
        });
        let mut module = Module::new();
        module.section(&memories);
        validate("wide", &module.finish()).expect_err("64-bit memory");
    }
}
