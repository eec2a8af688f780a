int kernels_level(void);
