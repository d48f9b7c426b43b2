require('ulpwise/matchers');
console.log(Object.keys(require.cache).filter((path) => /node_modules[\\/](?!ulpwise[\\/])/.test(path)));
