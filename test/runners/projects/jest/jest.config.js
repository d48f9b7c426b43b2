module.exports = { setupFilesAfterEnv: ['ulpwise/jest'] };
