(()=>{})();
//# sourceMappingURL=batch_trace.bundle.7UGXH4NZ.js.map
